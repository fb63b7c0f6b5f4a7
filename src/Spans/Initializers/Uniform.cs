using System.Text.Json;
using Spans.Random;

namespace Spans.Initializers;

/// <summary>U(low, high), whatever the layer's size.</summary>
public sealed record Uniform : IInitializer
{
    /// <summary>A uniform distribution.</summary>
    /// <param name="low">The least value. Default −0.05; PyTorch's <c>uniform_</c> goes from 0 to 1.</param>
    /// <param name="high">Above every value. Default 0.05.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is not finite, or they are in the wrong order.</exception>
    public Uniform(float low = -0.05f, float high = 0.05f)
    {
        Low = Require.Finite(low, nameof(low));
        if (!(high >= low && float.IsFinite(high - low)))
            Throw.OutOfRange(nameof(high), high, $"finite and at least {nameof(low)}");
        High = high;
    }

    /// <inheritdoc/>
    public string Name => "uniform";

    /// <summary>The least value.</summary>
    public float Low { get; }

    /// <summary>Above every value.</summary>
    public float High { get; }

    /// <inheritdoc/>
    public void Fill(Span<float> parameter, in Fan fan, Rng rng) => RngFill.Uniform(rng, 0, parameter, Low, High);

    /// <inheritdoc/>
    public void WriteOptions(Utf8JsonWriter writer)
    {
        writer.WriteNumber("low", Low);
        writer.WriteNumber("high", High);
    }

    internal static Uniform Read(JsonElement json)
    {
        var fields = new JsonFields(json, "Initializer 'uniform'", "name", "low", "high");
        return new Uniform(fields.Number("low", -0.05f), fields.Number("high", 0.05f));
    }
}
