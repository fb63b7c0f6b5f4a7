using System.Text.Json;
using Spans.Random;

namespace Spans.Initializers;

/// <summary>N(mean, deviation²), whatever the layer's size.</summary>
public sealed record Normal : IInitializer
{
    /// <inheritdoc/>
    public string Name => "normal";

    /// <summary>The mean. Default 0.</summary>
    public float Mean { get; init => field = Require.Finite(value); }

    /// <summary>The standard deviation. Default 0.01, the textbook's small values; PyTorch's <c>normal_</c> has 1.</summary>
    public float StandardDeviation { get; init => field = Require.NotNegative(value); } = 0.01f;

    /// <inheritdoc/>
    public void Fill(Span<float> parameter, in Fan fan, Rng rng) => RngFill.Normal(rng, 0, parameter, Mean, StandardDeviation);

    /// <inheritdoc/>
    public void WriteOptions(Utf8JsonWriter writer)
    {
        writer.WriteNumber("mean", Mean);
        writer.WriteNumber("standard_deviation", StandardDeviation);
    }

    internal static Normal Read(JsonElement json)
    {
        var fields = new JsonFields(json, "Initializer 'normal'", "name", "mean", "standard_deviation");
        return new Normal { Mean = fields.Number("mean", 0), StandardDeviation = fields.Number("standard_deviation", 0.01f) };
    }
}
