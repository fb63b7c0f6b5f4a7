using Spans.Memory;

namespace Spans.Data;

/// <summary>
/// Samples and what is to be predicted for them, in memory and unchanging: inputs [rows, inputs] with a class index or
/// [rows, units] target values for each row, or with neither where they are only predicted for. Rows are picked by
/// <see cref="RowSet"/>, never copied out.
/// </summary>
public sealed class Dataset
{
    private readonly float[] _inputs;
    private readonly int[] _labels;
    private readonly float[] _values;
    private readonly float[] _sampleWeights;
    private readonly int _largestLabel;

    /// <summary>A data set without targets, to be predicted for. Copies the span.</summary>
    /// <param name="inputShape">The shape of one sample.</param>
    /// <param name="inputs">[rows, inputs], finite.</param>
    /// <exception cref="ArgumentException">The span's length does not fit.</exception>
    /// <exception cref="DataException">A value is not finite.</exception>
    public Dataset(Shape inputShape, ReadOnlySpan<float> inputs) : this(inputShape, inputs.ToArray(), null, null, [])
    {
    }

    /// <summary>A data set for classification. Copies the spans.</summary>
    /// <param name="inputShape">The shape of one sample.</param>
    /// <param name="inputs">[rows, inputs], finite.</param>
    /// <param name="labels">[rows] class indices, counted from 0.</param>
    /// <param name="sampleWeights">[rows] finite and not negative; empty for ones.</param>
    /// <exception cref="ArgumentException">A span's length does not fit.</exception>
    /// <exception cref="DataException">A value is not finite, or a label or a weight is negative.</exception>
    public Dataset(Shape inputShape, ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels,
        ReadOnlySpan<float> sampleWeights = default)
        : this(inputShape, inputs.ToArray(), labels.ToArray(), null, sampleWeights.ToArray())
    {
    }

    /// <summary>A data set for regression. Copies the spans.</summary>
    /// <param name="inputShape">The shape of one sample.</param>
    /// <param name="inputs">[rows, inputs], finite.</param>
    /// <param name="values">[rows, units], finite; the number of units follows from the length.</param>
    /// <param name="sampleWeights">[rows] finite and not negative; empty for ones.</param>
    /// <exception cref="ArgumentException">A span's length does not fit.</exception>
    /// <exception cref="DataException">A value is not finite, or a weight is negative.</exception>
    public Dataset(Shape inputShape, ReadOnlySpan<float> inputs, ReadOnlySpan<float> values,
        ReadOnlySpan<float> sampleWeights = default)
        : this(inputShape, inputs.ToArray(), null, values.ToArray(), sampleWeights.ToArray())
    {
    }

    /// <summary>A data set over arrays that the caller gives away.</summary>
    internal Dataset(Shape inputShape, float[] inputs, int[]? labels, float[]? values, float[] sampleWeights)
    {
        var width = inputShape.Elements;
        if (width == 0) Throw.Argument(nameof(inputShape), "The input shape must have at least one element.");
        if (inputs.Length == 0 || inputs.Length % width != 0)
            Throw.Argument(nameof(inputs),
                $"inputs holds {inputs.Length} elements but must hold a multiple of the {width} of {inputShape}.");
        InputShape = inputShape;
        Count = inputs.Length / width;
        if (labels is not null) Throw.IfNotLength(labels.Length, Count);
        if (values is not null && (values.Length == 0 || values.Length % Count != 0))
            Throw.Argument(
                nameof(values), $"values holds {values.Length} elements but must hold a multiple of the {Count} rows.");
        if (sampleWeights.Length != 0) Throw.IfNotLength(sampleWeights.Length, Count);
        Units = (values?.Length ?? 0) / Count;

        DatasetCheck.Finite(inputs, width, "input");
        DatasetCheck.Finite(values, Units, "target");
        DatasetCheck.Weights(sampleWeights);
        _largestLabel = DatasetCheck.LargestLabel(labels);
        (_inputs, _labels, _values, _sampleWeights) = (inputs, labels ?? [], values ?? [], sampleWeights);
        Classes = _largestLabel + 1;
    }

    /// <summary>The shape of one sample.</summary>
    public Shape InputShape { get; }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>[rows, inputs].</summary>
    public ReadOnlySpan<float> Inputs => _inputs;

    /// <summary>[rows] class indices; empty for regression.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>[rows, units] target values; empty for classification.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>[rows] weight of each row in the loss; empty for ones.</summary>
    public ReadOnlySpan<float> SampleWeights => _sampleWeights;

    /// <summary>Whether the rows carry class indices.</summary>
    public bool IsClassification => _labels.Length != 0;

    /// <summary>The number of classes: the largest label + 1 unless set; 0 for regression.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A label of the data is not below it.</exception>
    public int Classes
    {
        get;
        init
        {
            if (value <= _largestLabel) Throw.OutOfRange(nameof(Classes), value, $"above the largest label, {_largestLabel}");
            if (!IsClassification && value != 0) Throw.OutOfRange(nameof(Classes), value, "0 for regression");
            field = value;
        }
    }

    /// <summary>Target values per row; 0 for classification.</summary>
    public int Units { get; }

    /// <summary>The outputs a network needs: <see cref="Classes"/> or <see cref="Units"/>.</summary>
    public int Outputs => IsClassification ? Classes : Units;

    /// <summary>A name for each class, or none. Setting it sets <see cref="Classes"/>.</summary>
    public IReadOnlyList<string> ClassNames
    {
        get;
        init
        {
            if (value.Count != 0) Classes = value.Count;
            field = [.. value];
        }
    } = [];

    /// <summary>A name for each input, or none.</summary>
    public IReadOnlyList<string> FeatureNames
    {
        get;
        init
        {
            if (value.Count != 0) Throw.IfNotLength(value.Count, InputShape.Elements, nameof(FeatureNames));
            field = [.. value];
        }
    } = [];

    /// <summary>A name for each target value, or none.</summary>
    public IReadOnlyList<string> TargetNames
    {
        get;
        init
        {
            if (value.Count != 0) Throw.IfNotLength(value.Count, Units, nameof(TargetNames));
            field = [.. value];
        }
    } = [];

    /// <summary>The inputs of row <paramref name="row"/>.</summary>
    public ReadOnlySpan<float> Row(int row) => _inputs.AsSpan(checked(row * InputShape.Elements), InputShape.Elements);

    /// <summary>The same rows as samples of another shape: a table of pixels as images. Shares the memory.</summary>
    /// <exception cref="ArgumentException">The shape has another number of elements.</exception>
    public Dataset Reshaped(Shape inputShape)
    {
        if (inputShape.Elements != InputShape.Elements)
            Throw.Argument(nameof(inputShape),
                $"The shape {inputShape} has {inputShape.Elements} elements but a row has {InputShape.Elements}.");
        return new Dataset(inputShape, _inputs, IsClassification ? _labels : null, Units > 0 ? _values : null, _sampleWeights)
        {
            Classes = Classes,
            ClassNames = ClassNames,
            FeatureNames = FeatureNames,
            TargetNames = TargetNames,
        };
    }

    /// <summary>The given rows of this data set, without copying.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A row is not below <see cref="Count"/>.</exception>
    public DataView View(RowSet rows) => new(this, rows);

    /// <summary>All rows, in order.</summary>
    public DataView View() => new(this, RowSet.Range(0, Count));
}
