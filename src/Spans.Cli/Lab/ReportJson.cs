using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spans.Cli.Lab.Exhibits;
using Spans.Cli.Presentation;

namespace Spans.Cli.Lab;

/// <summary>A report as one JSON object on one line.</summary>
internal static class ReportJson
{
    internal static void Write(TextWriter output, IExperiment experiment, LabReport report, ulong seed, double seconds)
    {
        var buffer = new ArrayBufferWriter<byte>();
        // Claims hold letters such as ² that need no escape outside HTML.
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("experiment", experiment.Name);
            json.WriteString("title", report.Title);
            json.WriteNumber("seed", seed);
            JsonDisplay.Number(json, "seconds", seconds);
            json.WriteStartArray("findings");
            foreach (var finding in report.Findings)
            {
                json.WriteStartObject();
                json.WriteString("claim", finding.Claim);
                json.WriteBoolean("holds", finding.Holds);
                json.WriteString("measured", finding.Measured);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("exhibits");
            foreach (var exhibit in report.Exhibits) Write(json, exhibit);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
        output.Flush();
    }

    private static void Write(Utf8JsonWriter json, IExhibit exhibit)
    {
        json.WriteStartObject();
        json.WriteString("title", exhibit.Title);
        json.WriteString("kind", exhibit.Kind);
        exhibit.WriteDetails(json);
        if (exhibit.Series.Count > 0)
        {
            json.WriteStartArray("series");
            foreach (var series in exhibit.Series)
            {
                json.WriteStartObject();
                json.WriteString("name", series.Name);
                Write(json, "x", series.X);
                Write(json, "y", series.Y);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
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
