namespace Spans.Optimizers;

/// <summary>How gradients are bounded before an update: the global norm first, then each value.</summary>
public sealed record GradientClipping
{
    // PyTorch's clip_grad_norm_ adds it to the norm.
    private const double NormEpsilon = 1e-6;

    /// <summary>No bounds.</summary>
    public static GradientClipping None { get; } = new();

    /// <summary>Gradients are scaled by max / (norm + 1e-6) where that is below 1, as by PyTorch; infinity for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0.</exception>
    public float MaxNorm { get; init => field = Bound(value, nameof(MaxNorm)); } = float.PositiveInfinity;

    /// <summary>Each gradient is clamped to ± this; infinity for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0.</exception>
    public float Limit { get; init => field = Bound(value, nameof(Limit)); } = float.PositiveInfinity;

    /// <summary>Whether <see cref="ScaleFor"/> has to be asked.</summary>
    public bool NeedsNorm => MaxNorm < float.PositiveInfinity;

    /// <summary>A bound of the global norm.</summary>
    public static GradientClipping ByNorm(float maxNorm) => new() { MaxNorm = maxNorm };

    /// <summary>A bound of each value.</summary>
    public static GradientClipping ByValue(float limit) => new() { Limit = limit };

    /// <summary>What gradients of this global norm are multiplied by.</summary>
    public float ScaleFor(double norm) => NeedsNorm ? (float)Math.Min(1, MaxNorm / (norm + NormEpsilon)) : 1;

    private static float Bound(float value, string name)
    {
        if (!(value > 0)) Throw.OutOfRange(name, value, "above 0");
        return value;
    }
}
