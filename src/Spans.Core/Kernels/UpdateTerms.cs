namespace Spans.Kernels;

/// <summary>What every rule's sweep does to parameters and gradients before the rule sees them.</summary>
public readonly record struct UpdateTerms
{
    /// <summary>Terms that change nothing.</summary>
    public UpdateTerms() { }

    /// <summary>What gradients are multiplied by first.</summary>
    public float GradientScale { get; init; } = 1;

    /// <summary>Scaled gradients are clamped to ± this; infinity for none.</summary>
    public float GradientLimit { get; init; } = float.PositiveInfinity;

    /// <summary>How many of the first parameters the three kinds of decay apply to.</summary>
    public int Decayed { get; init; }

    /// <summary>Coupled decay: this times the sign of the parameter is added to its gradient.</summary>
    public float L1 { get; init; }

    /// <summary>Coupled decay: this times the parameter is added to its gradient.</summary>
    public float L2 { get; init; }

    /// <summary>
    /// Decoupled decay: the share of the parameter that is taken away before the rule: learning rate · weight decay.
    /// </summary>
    public float Shrink { get; init; }
}
