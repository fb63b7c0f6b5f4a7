namespace Spans.Losses;

/// <summary>The function that turns a network's raw output into what the user wants to read.</summary>
public enum Link
{
    /// <summary>None.</summary>
    Identity,

    /// <summary>1 / (1 + exp(−x)).</summary>
    Sigmoid,

    /// <summary>exp(xᵢ) / Σ exp(xⱼ).</summary>
    Softmax,
}
