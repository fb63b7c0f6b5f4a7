using System.Text.Json;

namespace Spans.Data;

/// <summary>Reads arrays out of a JSON object that nobody vouches for: lengths, kinds and ranges are checked.</summary>
internal static class JsonArrays
{
    private const int MaxText = 10_000;

    internal static double[] Numbers(in JsonFields fields, string name, int most, double above = double.NegativeInfinity)
    {
        var array = fields.Array(name, most);
        var numbers = new double[array.GetArrayLength()];
        var i = 0;
        foreach (var element in array.EnumerateArray()) numbers[i++] = Number(element, name, above);
        return numbers;
    }

    internal static int[] Integers(in JsonFields fields, string name, int most, int least)
    {
        var array = fields.Array(name, most);
        var integers = new int[array.GetArrayLength()];
        var i = 0;
        foreach (var element in array.EnumerateArray())
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt32(out integers[i]) || integers[i++] < least)
                throw Wrong(name, $"an integer from {least} on");
        return integers;
    }

    /// <summary>Texts that differ from each other.</summary>
    internal static string[] Names(in JsonFields fields, string name, int most)
    {
        var array = fields.Array(name, most);
        var texts = new string[array.GetArrayLength()];
        var seen = new HashSet<string>(texts.Length, StringComparer.Ordinal);
        var i = 0;
        foreach (var element in array.EnumerateArray())
        {
            texts[i] = Text(element, name);
            if (!seen.Add(texts[i++])) throw Wrong(name, "different from the others");
        }
        return texts;
    }

    internal static double Number(JsonElement element, string name, double above = double.NegativeInfinity) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var number) && double.IsFinite(number)
        && number > above
            ? number
            : throw Wrong(name, double.IsFinite(above) ? "a finite number above zero" : "a finite number");

    private static string Text(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.String) throw Wrong(name, "a string");
        try
        {
            var text = element.GetString()!;
            return text.Length <= MaxText ? text : throw Wrong(name, $"a string of at most {MaxText} characters");
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            throw Wrong(name, "a string of whole characters");
        }
    }

    private static FormatException Wrong(string name, string expected) =>
        new($"preprocessing: an element of '{name}' must be {expected}.");
}
