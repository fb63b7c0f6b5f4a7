namespace Spans.Layers;

/// <summary>Over what <see cref="LayerNorm"/> takes mean and variance.</summary>
public enum NormalizedAxes
{
    /// <summary>The last axis, as usual for sequences; γ and β have its extent.</summary>
    Last,

    /// <summary>The whole sample, as in the paper; γ and β have its shape.</summary>
    Sample,
}
