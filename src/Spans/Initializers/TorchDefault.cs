using Spans.Random;

namespace Spans.Initializers;

/// <summary>
/// Uniform within ± 1 / √inputs, weights and biases alike: what PyTorch's <c>nn.Linear</c> and <c>nn.Conv2d</c> do unless told
/// otherwise. Its standard deviation is 1 / √(3 · inputs), smaller than any of the others'.
/// </summary>
public sealed record TorchDefault : IInitializer
{
    /// <inheritdoc/>
    public string Name => "torch-default";

    /// <inheritdoc/>
    public void Fill(Span<float> parameter, in Fan fan, Rng rng) =>
        Deviate.Uniform(parameter, rng, 1 / Math.Sqrt(3 * Deviate.Count(fan.Inputs)));
}
