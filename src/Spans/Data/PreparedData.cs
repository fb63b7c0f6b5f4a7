using System.Globalization;
using Spans.Memory;

namespace Spans.Data;

/// <summary>
/// A data set, how its rows are divided, and what was done to them: all a training run needs to know about its data.
/// </summary>
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
    public static PreparedData Of(
        CsvTable table, DataSplit rows, CsvOptions? options = null, ICollection<string>? warnings = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(rows);
        var preprocessing = table.Fit(rows.Train, options);
        return new PreparedData(preprocessing.Apply(table, warnings), rows, preprocessing);
    }

    /// <summary>The same, with a share of the training rows, stratified, held out for validation.</summary>
    /// <param name="share">The share of the training rows, 0 or more and below 1.</param>
    /// <param name="seed">The seed.</param>
    /// <exception cref="InvalidOperationException">
    /// The training rows gave statistics (a table), which must not know the validation rows: divide before <see cref="Of"/>.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="share"/> is out of range.</exception>
    public PreparedData WithValidation(double share, ulong seed)
    {
        if (Preprocessing.Columns.Count > 0)
            throw new InvalidOperationException("A table's rows must be divided before its statistics are taken.");
        var (train, validation) = Split.Hold(Rows.Train, Data.Labels, share, seed);
        return this with { Rows = new DataSplit(train, validation, Rows.Test) };
    }

    /// <summary>
    /// Images of bytes / 255 with labels; the first <paramref name="train"/> to train on, the rest to test with.
    /// </summary>
    internal static PreparedData OfImages(Shape shape, float[] inputs, int[] labels, int train)
    {
        var names = NumberedClasses(labels);
        var data = new Dataset(shape, inputs, labels, null, []) { ClassNames = names };
        var rows = new DataSplit(RowSet.Range(0, train), RowSet.Empty, RowSet.Range(train, labels.Length - train));
        return new PreparedData(data, rows, Preprocessing.ForImages(shape, names));
    }

    /// <summary>Classes named by their numbers.</summary>
    internal static string[] NumberedClasses(ReadOnlySpan<int> labels)
    {
        var names = new string[DatasetCheck.LargestLabel(labels) + 1];
        for (var i = 0; i < names.Length; i++) names[i] = i.ToString(CultureInfo.InvariantCulture);
        return names;
    }
}
