using System.Collections.Immutable;
using System.Text.Json;

namespace Spans.Losses;

/// <summary>Weights of classes or outputs: finite, zero or more, none for ones.</summary>
internal static class WeightOptions
{
    public static ImmutableArray<float> Of(ReadOnlySpan<float> weights)
    {
        for (var i = 0; i < weights.Length; i++)
            if (!(weights[i] >= 0 && float.IsFinite(weights[i])))
                Throw.OutOfRange($"{nameof(weights)}[{i}]", weights[i], "finite and zero or more");
        return [.. weights];
    }

    public static void Write(Utf8JsonWriter writer, string property, ImmutableArray<float> weights)
    {
        if (weights.IsEmpty) return;
        writer.WriteStartArray(property);
        foreach (var weight in weights) writer.WriteNumberValue(weight);
        writer.WriteEndArray();
    }

    public static float[] Read(JsonFields fields, string property)
    {
        if (!fields.Has(property)) return [];
        var list = fields.Array(property, int.MaxValue);
        var weights = new float[list.GetArrayLength()];
        for (var i = 0; i < weights.Length; i++)
            if (list[i].ValueKind != JsonValueKind.Number || !list[i].TryGetSingle(out weights[i]))
                throw new FormatException($"A loss's '{property}' must be a list of numbers.");
        return weights;
    }
}
