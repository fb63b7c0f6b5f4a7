using System.Globalization;
using System.Text.Json;

namespace Spans.Training;

/// <summary>
/// Doubles in JSON that come back bit for bit: the shortest digits that do, and words for what JSON has no number for.
/// </summary>
internal static class ExactJson
{
    internal static void Write(Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        Write(json, value);
    }

    internal static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number) Write(json, name, number);
    }

    internal static void Write(Utf8JsonWriter json, string name, ReadOnlySpan<double> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) Write(json, value);
        json.WriteEndArray();
    }

    /// <exception cref="FormatException">It is no such number.</exception>
    internal static double Read(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var value)) return value;
        return element.ValueKind == JsonValueKind.String ? element.GetString() switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => throw Wrong(),
        } : throw Wrong();
    }

    internal static double Read(JsonFields fields, string name) => Read(fields.Element(name));

    internal static double? ReadOptional(JsonFields fields, string name) => fields.Has(name) ? Read(fields, name) : null;

    /// <summary>An integer of zero or more.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    internal static long ReadCount(JsonFields fields, string name) =>
        fields.Element(name) is { ValueKind: JsonValueKind.Number } element && element.TryGetInt64(out var value) && value >= 0
            ? value : throw new FormatException($"The training's '{name}' must be an integer of zero or more.");

    internal static int ReadInteger(JsonFields fields, string name) => fields.Integer(name, 0, int.MaxValue);

    /// <summary>An array of exactly <paramref name="length"/> numbers.</summary>
    /// <exception cref="FormatException">The array has another length, or an element is no number.</exception>
    internal static double[] ReadArray(JsonFields fields, string name, int length)
    {
        var array = fields.Array(name, length);
        if (array.GetArrayLength() != length)
            throw new FormatException(
                string.Create(CultureInfo.InvariantCulture, $"The training's '{name}' must have {length} numbers."));
        var values = new double[length];
        for (var i = 0; i < length; i++) values[i] = Read(array[i]);
        return values;
    }

    private static void Write(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value)) json.WriteNumberValue(value);
        else json.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    }

    private static FormatException Wrong() => new("The training has a value that is no number.");
}
