using System.Text.Json;
using Spans.Random;

namespace Spans.Initializers;

/// <summary>
/// Uniform with standard deviation gain · √(2 / (inputs + outputs)), that is within ± gain · √(6 / (inputs + outputs)): PyTorch's
/// <c>xavier_uniform_</c>. Source: Glorot and Bengio 2010.
/// </summary>
public sealed record GlorotUniform : IInitializer
{
    /// <inheritdoc/>
    public string Name => "glorot-uniform";

    /// <summary>PyTorch's <c>gain</c>; the activation's own does not enter. Default 1.</summary>
    public float Gain { get; init => field = Require.Positive(value); } = 1;

    /// <inheritdoc/>
    public void Fill(Span<float> parameter, in Fan fan, Rng rng) =>
        Deviate.Uniform(parameter, rng, Gain * Math.Sqrt(2.0 / Deviate.Count((long)fan.Inputs + fan.Outputs)));

    /// <inheritdoc/>
    public void WriteOptions(Utf8JsonWriter writer) => writer.WriteNumber("gain", Gain);

    internal static GlorotUniform Read(JsonElement json) =>
        new() { Gain = new JsonFields(json, "Initializer 'glorot-uniform'", "name", "gain").Number("gain", 1) };
}
