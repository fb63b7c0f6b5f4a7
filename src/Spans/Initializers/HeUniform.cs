using System.Text.Json;
using Spans.Random;

namespace Spans.Initializers;

/// <summary>
/// Uniform with standard deviation gain / √inputs, that is within ± gain · √(3 / inputs): PyTorch's <c>kaiming_uniform_</c> in
/// its default mode. Source: He et al. 2015.
/// </summary>
public sealed record HeUniform : IInitializer
{
    /// <inheritdoc/>
    public string Name => "he-uniform";

    /// <summary>√2 for ReLU, √(2 / (1 + s²)) for leaky ReLU of slope s. Default √2.</summary>
    public float Gain { get; init => field = Require.Positive(value); } = 1.41421356f;

    /// <inheritdoc/>
    public void Fill(Span<float> parameter, in Fan fan, Rng rng) =>
        Deviate.Uniform(parameter, rng, Gain / Math.Sqrt(Deviate.Count(fan.Inputs)));

    /// <inheritdoc/>
    public void WriteOptions(Utf8JsonWriter writer) => writer.WriteNumber("gain", Gain);

    internal static HeUniform Read(JsonElement json) =>
        new() { Gain = new JsonFields(json, "Initializer 'he-uniform'", "name", "gain").Number("gain", 1.41421356f) };
}
