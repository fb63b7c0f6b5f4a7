using System.Globalization;

namespace Spans.Data;

/// <summary>
/// The used columns of a CSV file, as they stand there: inputs first, then targets. Read it, split its rows, then
/// <see cref="Fit"/> what turns it into a data set.
/// </summary>
public sealed class CsvTable
{
    private readonly ReadOnlyMemory<double> _cells;
    private readonly long[] _lines;
    private readonly CsvColumn[] _columns;

    internal CsvTable(CsvSource source, CsvColumn[] columns, int targets, ReadOnlyMemory<double> cells, long[] lines, int dropped)
    {
        Path = source.Path;
        Format = new CsvFormat(source.Delimiter, source.Names.Length > 0, source.SkippedLines, source.Fields);
        (_columns, _cells, _lines) = (columns, cells, lines);
        DroppedRows = dropped;
        Features = new ArraySegment<CsvColumn>(columns, 0, columns.Length - targets);
        Targets = new ArraySegment<CsvColumn>(columns, columns.Length - targets, targets);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The number of rows, without those dropped.</summary>
    public int Count => _lines.Length;

    /// <summary>Rows left out because a value was missing.</summary>
    public int DroppedRows { get; }

    /// <summary>The columns predicted from.</summary>
    public IReadOnlyList<CsvColumn> Features { get; }

    /// <summary>The columns predicted.</summary>
    public IReadOnlyList<CsvColumn> Targets { get; }

    /// <summary>What is predicted, as told or inferred.</summary>
    public LearningTask Task { get; private set; }

    /// <summary>The classes in sorted order, numbers by their size; empty for regression.</summary>
    public IReadOnlyList<string> ClassNames { get; private set; } = [];

    /// <summary>[rows] index into <see cref="ClassNames"/>; empty for regression.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    private int[] _labels = [];

    /// <summary>How the file is written.</summary>
    internal CsvFormat Format { get; }

    /// <summary>
    /// [rows, features + targets] numbers, or indices into a text column's texts; NaN where a value is missing.
    /// </summary>
    internal ReadOnlySpan<double> Cells => _cells.Span;

    /// <summary>Inputs and targets.</summary>
    internal ReadOnlySpan<CsvColumn> Columns => _columns;

    /// <summary>Reads a file.</summary>
    /// <exception cref="DataException">The file cannot be read, or is no table as the options describe it.</exception>
    public static CsvTable Read(string path, CsvOptions? options = null)
    {
        options ??= new CsvOptions();
        Throw.IfNegative(options.SkipLines);
        return CsvTableReader.Read(path, options);
    }

    /// <summary>
    /// Cell [row, column] as it stands in the file; columns count through inputs, then targets. Empty where it is missing.
    /// </summary>
    public string Text(int row, int column)
    {
        if ((uint)row >= (uint)Count) Throw.OutOfRange(nameof(row), row, $"between 0 and {Count - 1}");
        if ((uint)column >= (uint)_columns.Length)
            Throw.OutOfRange(nameof(column), column, $"between 0 and {_columns.Length - 1}");
        var cell = Cells[row * _columns.Length + column];
        if (double.IsNaN(cell)) return "";
        return _columns[column].IsText ? _columns[column].Texts[(int)cell] : cell.ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>What the training rows tell about each column: statistics, categories, target scale.</summary>
    /// <param name="trainRows">The rows to learn from; no other row is looked at.</param>
    /// <param name="options">How to scale and what to do about missing values; as the table was read.</param>
    /// <exception cref="DataException">A column of the training rows holds nothing, or too many different texts.</exception>
    public Preprocessing Fit(RowSet trainRows, CsvOptions? options = null) =>
        PreprocessingFit.Of(this, trainRows, options ?? new CsvOptions());

    /// <summary>The statistics of every column, inputs first, then targets, over the given rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A row is not below <see cref="Count"/>.</exception>
    public IReadOnlyList<ColumnStatistics> Describe(RowSet rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Bound > Count) Throw.OutOfRange(nameof(rows), rows.Bound - 1, $"a row of the table, between 0 and {Count - 1}");
        return ColumnStatistics.Of(this, rows);
    }

    /// <summary>A fault of one cell.</summary>
    internal DataException FaultAt(int row, int column, string reason) => new(FormattableString.Invariant(
        $"{DataFile.Show(Path)}: line {_lines[row]}, column {DataException.Show(_columns[column].Name)} {reason}."));

    internal DataException Fault(string reason) => new($"{DataFile.Show(Path)}: {reason}.");

    /// <summary>Settles the task, and finds the classes.</summary>
    internal CsvTable WithTask(LearningTask? task, CsvSource source)
    {
        Task = task ?? TargetClasses.Infer(this);
        if (Task == LearningTask.Classification) (ClassNames, _labels) = TargetClasses.Of(this);
        else
        {
            foreach (var target in Targets)
                if (target.IsText)
                    throw source.Fault(
                        $"target column {DataException.Show(target.Name)} holds text, which regression cannot predict");
        }
        return this;
    }
}

/// <summary>How a CSV file is written, so that another of its kind can be read.</summary>
internal sealed record CsvFormat(char Delimiter, bool HasHeader, int SkipLines, int Fields);
