using System.Text.Json;
using Spans.Memory;

namespace Spans.Data;

/// <summary>
/// Everything between a row of raw data and a network: how columns become inputs, and what outputs mean. Learned from training
/// rows, saved with the model, unchanging.
/// </summary>
public sealed class Preprocessing
{
    private readonly ColumnTransform[] _columns;

    internal Preprocessing(Shape inputShape, double divisor, ColumnTransform[] columns, CsvFormat? format, TargetTransform target)
    {
        (InputShape, Divisor, _columns, Format, Target) = (inputShape, divisor, columns, format, target);
        RawInputs = columns.Length > 0 ? columns.Length : inputShape.Elements;
    }

    /// <summary>The shape of one sample as the network takes it.</summary>
    public Shape InputShape { get; }

    /// <summary>The numbers <see cref="Transform"/> takes for one row: columns of the table, or elements of the image.</summary>
    public int RawInputs { get; }

    /// <summary>The columns of a table; empty where all raw values are only divided by <see cref="Divisor"/>.</summary>
    public IReadOnlyList<ColumnTransform> Columns => _columns;

    /// <summary>What raw values are divided by where there are no columns: 255 for images.</summary>
    public double Divisor { get; }

    /// <summary>What is predicted.</summary>
    public TargetTransform Target { get; }

    /// <summary>How the table's file was written; null for images.</summary>
    internal CsvFormat? Format { get; }

    /// <summary>Preprocessing of images of bytes: x / 255.</summary>
    /// <exception cref="ArgumentException">There are no classes.</exception>
    public static Preprocessing ForImages(Shape inputShape, IReadOnlyList<string> classNames) =>
        ForValues(inputShape, 255, classNames);

    /// <summary>Preprocessing of classified values that are only divided: x / <paramref name="divisor"/>.</summary>
    /// <exception cref="ArgumentException">There are no classes, or the divisor is not finite and positive.</exception>
    public static Preprocessing ForValues(Shape inputShape, double divisor, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        if (inputShape.Elements == 0) Throw.Argument(nameof(inputShape), "The input shape must have at least one element.");
        if (!(divisor > 0 && double.IsFinite(divisor))) Throw.OutOfRange(nameof(divisor), divisor, "finite and above zero");
        if (classNames.Count == 0) Throw.Argument(nameof(classNames), "There must be at least one class.");
        return new Preprocessing(inputShape, divisor, [], null, new TargetTransform([], [], false, [.. classNames], [], []));
    }

    /// <summary>
    /// Network inputs of one raw row. A column's raw value is its number, or for text the category's index
    /// (<see cref="ColumnTransform.IndexOf"/>; −1 for none); NaN is a missing value. Allocates nothing.
    /// </summary>
    /// <param name="raw">[<see cref="RawInputs"/>].</param>
    /// <param name="input">[<see cref="InputShape"/>]; must not overlap <paramref name="raw"/>.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <exception cref="DataException">A value is missing where training had none, or is not finite.</exception>
    public void Transform(ReadOnlySpan<float> raw, Span<float> input)
    {
        Throw.IfNotLength(raw.Length, RawInputs);
        Throw.IfNotLength(input.Length, InputShape.Elements);
        Throw.IfOverlap(raw, input, nameof(input));
        if (_columns.Length == 0)
        {
            for (var i = 0; i < raw.Length; i++) input[i] = Checked((float)(raw[i] / Divisor), i);
            return;
        }
        var start = 0;
        for (var i = 0; i < _columns.Length; i++)
        {
            var column = _columns[i];
            var value = float.IsNaN(raw[i]) ? column.Fill ?? double.NaN : raw[i];
            if (double.IsNaN(value)) throw new DataException($"Column {DataException.Show(column.Name)} has no value.");
            column.Encode(value, input.Slice(start, column.Width));
            Checked(input[start], i);
            start += column.Width;
        }
    }

    /// <summary>The data set of a table that this was fitted to, or that was read by it.</summary>
    /// <param name="table">Its columns must be those of this.</param>
    /// <param name="warnings">Receives one line if texts occur that training did not know: they count as none of the
    /// categories.</param>
    /// <exception cref="DataException">A value is missing where training had none, or is too large, or a class is
    /// unknown.</exception>
    public Dataset Apply(CsvTable table, ICollection<string>? warnings = null) => TableEncoder.Encode(this, table, warnings);

    /// <summary>
    /// Reads a CSV file with targets, to be evaluated. Columns are found by name where both files have headers.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How the file is written and what to do about missing values; null for as the training file
    /// was.</param>
    /// <param name="warnings">Receives one line if texts occur that training did not know.</param>
    /// <exception cref="DataException">The file cannot be read or lacks a column.</exception>
    public Dataset ReadLabelled(string path, CsvOptions? options = null, ICollection<string>? warnings = null) =>
        Apply(FittedTableReader.Read(this, path, options, withTargets: true), warnings);

    /// <summary>Reads a CSV file to be predicted for; target columns need not be there and are not looked at.</summary>
    /// <inheritdoc cref="ReadLabelled"/>
    public Dataset ReadInputs(string path, CsvOptions? options = null, ICollection<string>? warnings = null) =>
        Apply(FittedTableReader.Read(this, path, options, withTargets: false), warnings);

    /// <summary>Writes this as a JSON object.</summary>
    public void Write(Utf8JsonWriter writer) => PreprocessingJson.Write(this, writer);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">A part is missing, out of its limits, or not known.</exception>
    public static Preprocessing Read(JsonElement element) => PreprocessingJson.Read(element);

    private static float Checked(float input, int i)
    {
        if (!float.IsFinite(input))
            throw new DataException(FormattableString.Invariant($"Raw value {i} gives the input {input}, no finite number."));
        return input;
    }
}
