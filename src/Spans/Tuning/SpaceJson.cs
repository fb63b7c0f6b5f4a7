using System.Text.Json;

namespace Spans.Tuning;

/// <summary>
/// A search space as JSON: an object of hyperparameters by name, each <c>{"type": "log-uniform", "low": 1e-4, "high": 0.1}</c>
/// with type <c>uniform</c>, <c>log-uniform</c>, <c>integer</c>, <c>log-integer</c> or <c>choice</c> (with <c>values</c>), and,
/// if it matters only for some, <c>"when": {"optimizer": ["momentum", "nesterov"]}</c>.
/// </summary>
public static class SpaceJson
{
    private const long MostBytes = 1 << 20;

    /// <summary>Reads a file.</summary>
    /// <exception cref="StudyException">It holds no search space; the message says why.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SearchSpace Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (new FileInfo(path).Length > MostBytes) throw new StudyException($"{path}: holds more than {MostBytes} bytes.");
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 8 });
            return Read(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException)
        {
            throw new StudyException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Writes what <see cref="Read(JsonElement)"/> reads.</summary>
    public static void Write(Utf8JsonWriter json, SearchSpace space)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(space);
        json.WriteStartObject();
        foreach (var dimension in space.Dimensions)
        {
            json.WriteStartObject(dimension.Name);
            switch (dimension)
            {
                case UniformRange range:
                    Range(json, "uniform", range.Low, range.High);
                    break;
                case LogUniformRange range:
                    Range(json, "log-uniform", range.Low, range.High);
                    break;
                case IntegerRange range:
                    Range(json, range.Log ? "log-integer" : "integer", range.Low, range.High);
                    break;
                case Choice choice:
                    json.WriteString("type", "choice");
                    Texts(json, "values", choice.Values);
                    break;
                default:
                    throw new NotSupportedException(
                        $"'{dimension.Name}' is a hyperparameter of your own kind and cannot be written.");
            }
            if (dimension.When is { } when)
            {
                json.WriteStartObject("when");
                Texts(json, when, dimension.WhenValues);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    /// <summary>Makes a search space of a JSON object.</summary>
    /// <exception cref="FormatException">The object describes none; the message says why.</exception>
    /// <exception cref="ArgumentException">A range or condition is impossible.</exception>
    public static SearchSpace Read(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new FormatException("A search space must be a JSON object of hyperparameters by name.");
        var dimensions = new List<Hyperparameter>();
        foreach (var property in element.EnumerateObject()) dimensions.Add(One(property.Name, property.Value));
        return new SearchSpace(dimensions);
    }

    private static Hyperparameter One(string name, JsonElement element)
    {
        var subject = $"The hyperparameter '{name}'";
        var fields = new JsonFields(element, subject, "type", "low", "high", "values", "when");
        var type = fields.String("type");
        Hyperparameter made = type switch
        {
            "uniform" => new UniformRange(name, Number(fields, subject, "low"), Number(fields, subject, "high")),
            "log-uniform" => new LogUniformRange(name, Number(fields, subject, "low"), Number(fields, subject, "high")),
            "integer" or "log-integer" =>
                new IntegerRange(name, Whole(fields, subject, "low"), Whole(fields, subject, "high"), type == "log-integer"),
            "choice" => new Choice(name, Strings(fields.Element("values"), subject)),
            _ => throw new FormatException(
                $"{subject} has type '{type}' but must have uniform, log-uniform, integer, log-integer or choice."),
        };
        if (!fields.Has("when")) return made;
        var when = fields.Element("when");
        if (when.ValueKind != JsonValueKind.Object)
            throw new FormatException($"{subject}: 'when' must be an object of one choice and its values.");
        foreach (var condition in when.EnumerateObject())
            made = made with
            {
                When = made.When is null ? condition.Name
                : throw new FormatException($"{subject}: 'when' may name one choice only."),
                WhenValues = Strings(condition.Value, subject)
            };
        return made;
    }

    private static double Number(JsonFields fields, string subject, string name) =>
        fields.Element(name) is { ValueKind: JsonValueKind.Number } value
        ? value.GetDouble() : throw new FormatException($"{subject}: '{name}' must be a number.");

    private static int Whole(JsonFields fields, string subject, string name) =>
        fields.Element(name) is { ValueKind: JsonValueKind.Number } value
        && value.TryGetInt32(out var number) ? number : throw new FormatException($"{subject}: '{name}' must be a whole number.");

    private static List<string> Strings(JsonElement array, string subject)
    {
        if (array.ValueKind != JsonValueKind.Array) throw new FormatException($"{subject}: values must be an array.");
        var texts = new List<string>();
        foreach (var value in array.EnumerateArray())
        {
            texts.Add(value.ValueKind switch
            {
                JsonValueKind.String => value.GetString()!,
                JsonValueKind.Number => value.GetRawText(),
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                _ => throw new FormatException($"{subject}: a value must be a string, a number, true or false."),
            });
        }
        return texts;
    }

    private static void Range(Utf8JsonWriter json, string type, double low, double high)
    {
        json.WriteString("type", type);
        json.WriteNumber("low", low);
        json.WriteNumber("high", high);
    }

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
