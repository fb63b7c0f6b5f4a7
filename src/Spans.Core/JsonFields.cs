using System.Globalization;
using System.Text.Json;

namespace Spans;

/// <summary>
/// Reads the properties of one JSON object strictly: a missing, mistyped, out-of-range or unknown property is an error that names
/// the object, the property and what was expected.
/// </summary>
internal readonly struct JsonFields
{
    private readonly JsonElement _object;
    private readonly string _subject;

    /// <summary>The properties of <paramref name="element"/>, which messages call <paramref name="subject"/>.</summary>
    /// <exception cref="FormatException">It is no object, or has a property that is not in <paramref name="known"/>.</exception>
    internal JsonFields(JsonElement element, string subject, params ReadOnlySpan<string> known)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new FormatException($"{subject} must be a JSON object but is {Kind(element)}.");
        _object = element;
        _subject = subject;
        foreach (var property in element.EnumerateObject())
            if (!Contains(known, NameOf(property, subject)))
                throw new FormatException($"{subject} has an unknown property '{property.Name}'; it may have {List(known)}.");
    }

    internal bool Has(string name) => _object.TryGetProperty(name, out _);

    internal JsonElement Element(string name) => _object.TryGetProperty(name, out var value)
        ? value : throw new FormatException($"{_subject} lacks the property '{name}'.");

    internal string String(string name)
    {
        if (Element(name) is not { ValueKind: JsonValueKind.String } value) throw Wrong(name, "a string");
        return Text(value, $"{_subject}: '{name}'");
    }

    /// <summary>The text of a string, which messages call <paramref name="subject"/>.</summary>
    /// <exception cref="FormatException">Half of a surrogate pair: no valid text.</exception>
    internal static string Text(JsonElement value, string subject)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new FormatException($"{subject} is not valid Unicode text.");
        }
    }

    internal bool Boolean(string name, bool fallback)
    {
        if (!Has(name)) return fallback;
        return Element(name).ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Wrong(name, "true or false"),
        };
    }

    /// <summary>An integer between <paramref name="least"/> and <paramref name="most"/>.</summary>
    internal int Integer(string name, int least, int most) =>
        Element(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) && number >= least
        && number <= most
            ? number : throw Wrong(name, string.Create(CultureInfo.InvariantCulture, $"an integer between {least} and {most}"));

    internal int Integer(string name, int least, int most, int fallback) => Has(name) ? Integer(name, least, most) : fallback;

    /// <summary>A finite number.</summary>
    internal float Number(string name) =>
        Element(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetSingle(out var number) && float.IsFinite(number)
            ? number : throw Wrong(name, "a finite number");

    internal float Number(string name, float fallback) => Has(name) ? Number(name) : fallback;

    /// <summary>An array of at most <paramref name="most"/> elements.</summary>
    internal JsonElement Array(string name, int most) =>
        Element(name) is { ValueKind: JsonValueKind.Array } value && value.GetArrayLength() <= most
            ? value : throw Wrong(name, string.Create(CultureInfo.InvariantCulture, $"an array of at most {most} elements"));

    private FormatException Wrong(string name, string expected) =>
        new($"{_subject}: '{name}' is {Kind(Element(name))} but must be {expected}.");

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => $"an array of {element.GetArrayLength().ToString(CultureInfo.InvariantCulture)}",
        JsonValueKind.String => "a string",
        JsonValueKind.Null or JsonValueKind.Undefined => "null",
        _ => element.GetRawText(),
    };

    // A document may hold bytes that are no UTF-8, or half of a surrogate pair: that shows only when text is made of them.
    private static string NameOf(JsonProperty property, string subject)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            throw new FormatException($"{subject} has a property whose name is not valid Unicode text.");
        }
    }

    private static bool Contains(ReadOnlySpan<string> names, string name)
    {
        foreach (var known in names) if (known == name) return true;
        return false;
    }

    private static string List(ReadOnlySpan<string> names) => names.Length == 0 ? "none" : string.Join(", ", names.ToArray());
}
