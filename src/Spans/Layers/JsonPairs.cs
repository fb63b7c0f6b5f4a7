using System.Text.Json;

namespace Spans.Layers;

/// <summary>Pairs (vertical, horizontal) in JSON: two numbers in brackets, or one for both.</summary>
internal static class JsonPairs
{
    internal static void WritePair(this Utf8JsonWriter json, string name, (int Y, int X) pair)
    {
        json.WriteStartArray(name);
        json.WriteNumberValue(pair.Y);
        json.WriteNumberValue(pair.X);
        json.WriteEndArray();
    }

    internal static (int Y, int X) Pair(this JsonFields fields, string name, (int Y, int X) fallback) =>
        fields.Has(name) ? fields.Pair(name) : fallback;

    /// <exception cref="FormatException">The property is neither.</exception>
    internal static (int Y, int X) Pair(this JsonFields fields, string name)
    {
        if (fields.Element(name).ValueKind == JsonValueKind.Number)
        {
            var both = fields.Integer(name, 0, int.MaxValue);
            return (both, both);
        }
        var array = fields.Array(name, 2);
        if (array.GetArrayLength() != 2 || !array[0].TryGetInt32(out var y) || !array[1].TryGetInt32(out var x) || y < 0 || x < 0)
            throw new FormatException($"'{name}' must be a whole number or two in brackets, [vertical, horizontal].");
        return (y, x);
    }
}
