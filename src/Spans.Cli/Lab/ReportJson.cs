using System.Text.Encodings.Web;
using System.Text.Json;
using Spans.Cli.Lab.Exhibits;
using Spans.Cli.Presentation;

namespace Spans.Cli.Lab;

/// <summary>A report as one JSON object on one line.</summary>
internal static class ReportJson
{
    // Claims hold letters such as ² that need no escape outside HTML.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static void Write(TextWriter output, IExperiment experiment, LabReport report, ulong seed, double seconds) =>
        JsonLine.Write(
        output, report, (json, report) =>
        {
            json.WriteString("experiment", experiment.Name);
            json.WriteString("title", report.Title);
            json.WriteNumber("seed", seed);
            JsonLine.Number(json, "seconds", seconds);
            JsonLine.Objects(json, "findings", report.Findings, static (json, finding) =>
            {
                json.WriteString("claim", finding.Claim);
                json.WriteBoolean("holds", finding.Holds);
                json.WriteString("measured", finding.Measured);
            });
            JsonLine.Objects(json, "exhibits", report.Exhibits, Write);
        }, s_options);

    private static void Write(Utf8JsonWriter json, IExhibit exhibit)
    {
        json.WriteString("title", exhibit.Title);
        json.WriteString("kind", exhibit.Kind);
        exhibit.WriteDetails(json);
        if (exhibit.Series.Count == 0) return;
        JsonLine.Objects(json, "series", exhibit.Series, static (json, series) =>
        {
            json.WriteString("name", series.Name);
            Write(json, "x", series.X);
            Write(json, "y", series.Y);
        });
    }

    // JSON has no NaN: what is no number is null.
    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<double> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            if (double.IsFinite(value)) json.WriteNumberValue(value);
            else json.WriteNullValue();
        }
        json.WriteEndArray();
    }
}
