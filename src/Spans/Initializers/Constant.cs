using Spans.Random;

namespace Spans.Initializers;

/// <summary>One value for all: scales and learned slopes. Never for weights, which would stay alike.</summary>
/// <param name="value">The value, finite.</param>
public sealed class Constant(float value) : IInitializer
{
    /// <summary>The value.</summary>
    public float Value { get; } = float.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(
        nameof(value), value, $"value is {value} but must be finite.");

    /// <inheritdoc/>
    public string Name => "constant";

    /// <inheritdoc/>
    public void Fill(Span<float> parameter, in Fan fan, Rng rng) => parameter.Fill(Value);
}
