namespace Spans.Diagnostics.Learning.Checks;

/// <summary>What goes with what.</summary>
internal static class Symptoms
{
    /// <summary>What numbers of the wrong size bring about.</summary>
    internal static string[] OfScale { get; } =
    [
        "initial-loss", "learning-rate-too-high", "learning-rate-too-low", "saturated-units", "exploding-gradients",
        "vanishing-gradients",
        "dead-units", "frozen-tensors", "non-finite-loss", "not-learning", "strong-weight-decay",
    ];

    /// <summary>What is seen where nothing gets through.</summary>
    internal static string[] OfNoSignal { get; } =
        ["vanishing-gradients", "frozen-tensors", "learning-rate-too-low", "not-learning", "dead-units"];
}
