namespace Spans.Data;

/// <summary>A data set, how its rows are divided, and what was done to them: all a training run needs to know about its data.</summary>
/// <param name="Data">All rows.</param>
/// <param name="Rows">Which of them are for what.</param>
/// <param name="Preprocessing">What made inputs of raw data; it is saved with the model.</param>
public sealed record PreparedData(Dataset Data, DataSplit Rows, Preprocessing Preprocessing)
{
    /// <summary>The rows to train on.</summary>
    public DataView Train => Data.View(Rows.Train);

    /// <summary>The rows that training is watched with.</summary>
    public DataView Validation => Data.View(Rows.Validation);

    /// <summary>The rows that the result is reported on.</summary>
    public DataView Test => Data.View(Rows.Test);

    /// <summary>Learns from the training rows of a table, and applies it to all.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">How its rows are divided: see <see cref="Split"/> and <see cref="CsvTable.Labels"/>.</param>
    /// <param name="options">As the table was read.</param>
    /// <param name="warnings">Receives one line if texts occur that the training rows do not have.</param>
    /// <exception cref="DataException">The training rows give no statistics, or a value is out of range.</exception>
    public static PreparedData Of(CsvTable table, DataSplit rows, CsvOptions? options = null, ICollection<string>? warnings = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(rows);
        var preprocessing = table.Fit(rows.Train, options);
        return new PreparedData(preprocessing.Apply(table, warnings), rows, preprocessing);
    }
}
