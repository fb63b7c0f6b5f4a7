using Spans.Random;

namespace Spans.Initializers;

/// <summary>
/// Normal with standard deviation 1 / √inputs: what SELU needs. Sources: LeCun et al. 1998, "Efficient BackProp"; Klambauer et
/// al. 2017.
/// </summary>
public sealed record LeCunNormal : IInitializer
{
    /// <inheritdoc/>
    public string Name => "lecun-normal";

    /// <inheritdoc/>
    public void Fill(Span<float> parameter, in Fan fan, Rng rng) =>
        Deviate.Normal(parameter, rng, 1 / Math.Sqrt(Deviate.Count(fan.Inputs)));
}
