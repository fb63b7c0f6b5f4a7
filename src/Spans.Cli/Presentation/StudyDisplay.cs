using System.Globalization;
using System.Text.Json;
using Spans.Tuning;

namespace Spans.Cli.Presentation;

/// <summary>
/// A study as it goes: a line for each result, which the study reports from one thread at a time, and what it came to.
/// </summary>
/// <param name="output">Where to.</param>
/// <param name="asJson">Whether each is a JSON object.</param>
internal sealed class StudyDisplay(TextWriter output, bool asJson) : IProgress<TrialResult>
{
    /// <summary>Says what is about to be done, to people.</summary>
    internal void Begin(string text)
    {
        if (!asJson) output.WriteLine(text);
    }

    public void Report(TrialResult value)
    {
        if (asJson)
        {
            JsonLine.Write(output, value, Trial);
            return;
        }
        var score = value.Status == TrialStatus.Done ? value.Score.ToString("F4", CultureInfo.InvariantCulture)
            : Word(value.Status);
        output.WriteLine($"trial {value.Trial} rung {value.Rung}: {score}  {value.Settings} {Failure.OneLine(value.Reason)}");
    }

    /// <summary>Ranked trials and importances.</summary>
    internal void End(StudyReport report)
    {
        if (asJson) JsonLine.Write(output, report, Study);
        else output.Write(report.ToString());
    }

    private static void Trial(Utf8JsonWriter json, TrialResult result)
    {
        json.WriteString("event", "trial");
        json.WriteNumber("trial", result.Trial);
        json.WriteNumber("rung", result.Rung);
        json.WriteString("status", Word(result.Status));
        if (result.Status == TrialStatus.Done) json.WriteNumber("score", result.Score);
        json.WriteNumber("steps", result.Steps);
        Settings(json, result.Settings);
    }

    private static void Study(Utf8JsonWriter json, StudyReport report)
    {
        json.WriteString("event", "end");
        if (report.Best is { } best)
        {
            json.WriteNumber("best_trial", best.Trial);
            json.WriteNumber("best_score", best.Score);
            Settings(json, best.Settings);
        }
        json.WriteNumber("steps", report.Steps);
        json.WriteStartObject("importance");
        foreach (var (name, share) in report.Importance) json.WriteNumber(name, share);
        json.WriteEndObject();
    }

    private static void Settings(Utf8JsonWriter json, TrialSettings settings)
    {
        json.WriteStartObject("settings");
        foreach (var name in settings.Names) json.WriteString(name, settings.Text(name));
        json.WriteEndObject();
    }

    private static string Word(TrialStatus status) => status.ToString().ToLowerInvariant();
}
