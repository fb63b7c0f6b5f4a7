using System.Text.Json;

namespace Spans.Tuning;

/// <summary>A trial's result as a JSON object.</summary>
internal static class ResultJson
{
    internal static void Write(Utf8JsonWriter json, TrialResult result)
    {
        json.WriteStartObject();
        json.WriteNumber("trial", result.Trial);
        json.WriteNumber("rung", result.Rung);
        json.WriteStartArray("point");
        foreach (var x in result.Point) json.WriteNumberValue(x);
        json.WriteEndArray();
        json.WriteStartObject("settings");
        foreach (var name in result.Settings.Names) json.WriteString(name, result.Settings.Text(name));
        json.WriteEndObject();
        json.WriteString(
            "status", result.Status switch { TrialStatus.Done => "done", TrialStatus.Failed => "failed", _ => "infeasible" });
        if (result.Status == TrialStatus.Done) json.WriteNumber("score", result.Score);
        else json.WriteString("reason", result.Reason);
        json.WriteNumber("steps", result.Steps);
        json.WriteNumber("seconds", result.Seconds);
        json.WriteEndObject();
    }

    /// <exception cref="FormatException">The object is no result of this space.</exception>
    internal static TrialResult Read(JsonElement element, SearchSpace space)
    {
        var fields = new JsonFields(
            element, "A result", "trial", "rung", "point", "settings", "status", "score", "reason", "steps", "seconds");
        var point = new List<double>();
        foreach (var x in Array(fields.Element("point"))) point.Add(x.GetDouble());
        if (point.Count != space.Dimensions.Count)
            throw new FormatException($"A result has {point.Count} coordinates but the space has {space.Dimensions.Count}.");
        var status = fields.String("status") switch
        {
            "done" => TrialStatus.Done,
            "failed" => TrialStatus.Failed,
            "infeasible" => TrialStatus.Infeasible,
            var other => throw new FormatException($"A result's status is '{other}' but must be done, failed or infeasible."),
        };
        var settings = new TrialSettings();
        foreach (var property in fields.Element("settings").EnumerateObject())
            settings.Set(property.Name,
                property.Value.GetString() ?? throw new FormatException($"The setting '{property.Name}' must be a string."));
        return new TrialResult
        {
            Trial = Whole(fields, "trial"),
            Rung = Whole(fields, "rung"),
            Point = point,
            Settings = settings,
            Status = status,
            Score = status == TrialStatus.Done ? Number(fields, "score") : double.NaN,
            Reason = status == TrialStatus.Done ? "" : fields.String("reason"),
            Steps = (long)Number(fields, "steps"),
            Seconds = Number(fields, "seconds"),
        };
    }

    private static int Whole(JsonFields fields, string name) => fields.Element(name) is { ValueKind: JsonValueKind.Number } value
        && value.TryGetInt32(out var number) && number >= 0 ? number
        : throw new FormatException($"A result's '{name}' must be a whole number, 0 or more.");

    private static double Number(JsonFields fields, string name) =>
        fields.Element(name) is { ValueKind: JsonValueKind.Number } value
        ? value.GetDouble() : throw new FormatException($"A result's '{name}' must be a number.");

    private static JsonElement.ArrayEnumerator Array(JsonElement element) => element.ValueKind == JsonValueKind.Array
        ? element.EnumerateArray() : throw new FormatException("A result's 'point' must be an array of numbers.");
}
