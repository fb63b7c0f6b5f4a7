namespace Spans.Minimizers;

/// <summary>What a minimizer can handle.</summary>
[Flags]
public enum Handles
{
    /// <summary>A smooth function of free variables.</summary>
    Free = 0,

    /// <summary>l ≤ x ≤ u.</summary>
    Bounds = 1,

    /// <summary>gᵢ(x) ≤ 0 and hⱼ(x) = 0.</summary>
    Constraints = 2,

    /// <summary>Sums of squared residuals, and nothing else.</summary>
    ResidualsOnly = 4,
}
