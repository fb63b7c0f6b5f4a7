namespace Spans.Training;

/// <summary>What an <see cref="Evaluator"/> measures beyond the loss, and in which units.</summary>
public sealed record EvaluatorOptions
{
    /// <summary>k of the top-k accuracy; 0 for none.</summary>
    public int TopK { get; init; }

    /// <summary>Whether to count which class was taken for which. Default true.</summary>
    public bool Confusion { get; init; } = true;

    /// <summary>
    /// The most rows of a two-class problem whose scores are kept for the area under the ROC curve; 0 for none.
    /// </summary>
    public int RocCapacity { get; init; }

    /// <summary>[targets] what outputs and targets are multiplied by to be in the target's own units; empty for ones.</summary>
    public IReadOnlyList<float> TargetScale { get; init; } = [];

    /// <summary>[targets] what is then added; empty for zeros.</summary>
    public IReadOnlyList<float> TargetOffset { get; init; } = [];
}
