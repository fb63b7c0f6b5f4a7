using System.Text.Json;
using Spans.Random;

namespace Spans.Initializers;

/// <summary>One value for all: scales and learned slopes. Never for weights, which would stay alike.</summary>
public sealed record Constant : IInitializer
{
    /// <summary>A constant.</summary>
    /// <param name="value">The value, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is not finite.</exception>
    public Constant(float value = 0) => Value = Require.Finite(value, nameof(value));

    /// <inheritdoc/>
    public string Name => "constant";

    /// <summary>The value. Default 0.</summary>
    public float Value { get; }

    /// <inheritdoc/>
    public void Fill(Span<float> parameter, in Fan fan, Rng rng) => parameter.Fill(Value);

    /// <inheritdoc/>
    public void WriteOptions(Utf8JsonWriter writer) => writer.WriteNumber("value", Value);

    internal static Constant Read(JsonElement json) =>
        new(new JsonFields(json, "Initializer 'constant'", "name", "value").Number("value", 0));
}
