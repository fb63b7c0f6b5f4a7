using System.Text.Json;
using Spans.Random;

namespace Spans.Initializers;

/// <summary>
/// Normal with standard deviation gain · √(2 / (inputs + outputs)): PyTorch's <c>xavier_normal_</c>. The textbook's Xavier, 1 /
/// √n, is the same for n inputs and n outputs, and <see cref="LeCunNormal"/> for others. Source: Glorot and Bengio 2010.
/// </summary>
public sealed record GlorotNormal : IInitializer
{
    /// <inheritdoc/>
    public string Name => "glorot-normal";

    /// <summary>PyTorch's <c>gain</c>; the activation's own does not enter. Default 1.</summary>
    public float Gain { get; init => field = Require.Positive(value); } = 1;

    /// <inheritdoc/>
    public void Fill(Span<float> parameter, in Fan fan, Rng rng) =>
        Deviate.Normal(parameter, rng, Gain * Math.Sqrt(2.0 / Deviate.Count((long)fan.Inputs + fan.Outputs)));

    /// <inheritdoc/>
    public void WriteOptions(Utf8JsonWriter writer) => writer.WriteNumber("gain", Gain);

    internal static GlorotNormal Read(JsonElement json) =>
        new() { Gain = new JsonFields(json, "Initializer 'glorot-normal'", "name", "gain").Number("gain", 1) };
}
