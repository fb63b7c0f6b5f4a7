using Spans.Random;

namespace Spans.Initializers;

/// <summary>All zeros: biases and shifts. Never for weights, which would stay alike.</summary>
public sealed record Zeros : IInitializer
{
    /// <inheritdoc/>
    public string Name => "zeros";

    /// <inheritdoc/>
    public void Fill(Span<float> parameter, in Fan fan, Rng rng) => parameter.Clear();
}
