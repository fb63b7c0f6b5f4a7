namespace Spans.Data;

/// <summary>
/// What is predicted: the classes, or for regression the scale between a network's outputs and the target's own units.
/// </summary>
public sealed class TargetTransform
{
    private readonly double[] _means;
    private readonly double[] _scales;

    internal TargetTransform(string[] names, int[] indices, bool isText, string[] classNames, double[] means, double[] scales)
    {
        (Names, Indices, IsText, ClassNames) = (names, indices, isText, classNames);
        (_means, _scales) = (means, scales);
    }

    /// <summary>The names of the target columns; empty for images.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The classes in sorted order; empty for regression.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>What is predicted.</summary>
    public LearningTask Task => ClassNames.Count > 0 ? LearningTask.Classification : LearningTask.Regression;

    /// <summary>The means of the training rows, one for each target of a regression.</summary>
    public ReadOnlySpan<double> Means => _means;

    /// <summary>The standard deviations of the training rows, one for each target of a regression; never zero.</summary>
    public ReadOnlySpan<double> Scales => _scales;

    /// <summary>The targets' numbers in the file.</summary>
    internal IReadOnlyList<int> Indices { get; }

    /// <summary>Whether the classes are text in the file.</summary>
    internal bool IsText { get; }

    /// <summary>value = output · scale + mean: a network's outputs in the targets' own units. May be done in place.</summary>
    /// <param name="outputs">[rows, targets].</param>
    /// <param name="values">[rows, targets].</param>
    /// <exception cref="ArgumentException">The lengths differ, or are no multiple of the number of targets; or there are
    /// classes.</exception>
    public void Restore(ReadOnlySpan<float> outputs, Span<float> values)
    {
        Throw.IfNotLength(values.Length, outputs.Length);
        if (_means.Length == 0) Throw.Argument(nameof(outputs), "Classes have no units to restore.");
        if (outputs.Length % _means.Length != 0)
            Throw.Argument(
                nameof(outputs), $"outputs holds {outputs.Length} elements but must hold a multiple of {_means.Length}.");
        for (int i = 0, target = 0; i < outputs.Length; i++)
        {
            values[i] = (float)(outputs[i] * _scales[target] + _means[target]);
            if (++target == _means.Length) target = 0;
        }
    }
}
