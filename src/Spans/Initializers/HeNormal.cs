using System.Text.Json;
using Spans.Random;

namespace Spans.Initializers;

/// <summary>
/// Normal with standard deviation gain / √inputs, the textbook's √(2 / n): PyTorch's <c>kaiming_normal_</c> in its default mode.
/// Keras cuts the tails off. Source: He et al. 2015.
/// </summary>
public sealed record HeNormal : IInitializer
{
    /// <inheritdoc/>
    public string Name => "he-normal";

    /// <summary>√2 for ReLU, √(2 / (1 + s²)) for leaky ReLU of slope s. Default √2.</summary>
    public float Gain { get; init => field = Require.Positive(value); } = 1.41421356f;

    /// <inheritdoc/>
    public void Fill(Span<float> parameter, in Fan fan, Rng rng) =>
        Deviate.Normal(parameter, rng, Gain / Math.Sqrt(Deviate.Count(fan.Inputs)));

    /// <inheritdoc/>
    public void WriteOptions(Utf8JsonWriter writer) => writer.WriteNumber("gain", Gain);

    internal static HeNormal Read(JsonElement json) =>
        new() { Gain = new JsonFields(json, "Initializer 'he-normal'", "name", "gain").Number("gain", 1.41421356f) };
}
