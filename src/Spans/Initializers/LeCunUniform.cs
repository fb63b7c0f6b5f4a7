using Spans.Random;

namespace Spans.Initializers;

/// <summary>
/// Uniform with standard deviation 1 / √inputs, that is within ± √(3 / inputs). Source: LeCun et al. 1998, "Efficient BackProp".
/// </summary>
public sealed record LeCunUniform : IInitializer
{
    /// <inheritdoc/>
    public string Name => "lecun-uniform";

    /// <inheritdoc/>
    public void Fill(Span<float> parameter, in Fan fan, Rng rng) =>
        Deviate.Uniform(parameter, rng, 1 / Math.Sqrt(Deviate.Count(fan.Inputs)));
}
