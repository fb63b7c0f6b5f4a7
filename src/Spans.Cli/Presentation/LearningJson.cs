using System.Text.Json;
using Spans.Diagnostics.Learning;

namespace Spans.Cli.Presentation;

/// <summary>A learning report as one JSON object: findings, then what was seen of each layer and tensor.</summary>
internal static class LearningJson
{
    internal static void Write(TextWriter output, DiagnosedTraining training) =>
        JsonLine.Write(output, training, static (json, training) =>
    {
        var report = training.Report;
        json.WriteBoolean("healthy", report.IsHealthy);
        JsonLine.Number(json, "first_loss", report.FirstLoss);
        if (report.ExpectedFirstLoss is { } expected) json.WriteNumber("expected_first_loss", expected);
        json.WriteNumber("steps", training.Result.Steps);
        JsonLine.Objects(json, "findings", report.Findings, Finding);
        JsonLine.Objects(json, "layers", report.Layers, Layer);
    });

    private static void Finding(Utf8JsonWriter json, Finding finding)
    {
        json.WriteString("name", finding.Name);
        json.WriteString("evidence", finding.Evidence);
        json.WriteString("suggestion", finding.Suggestion);
        JsonLine.Objects(json, "symptoms", finding.Symptoms, Finding);
    }

    private static void Layer(Utf8JsonWriter json, LayerRecord layer)
    {
        json.WriteString("name", layer.Name);
        JsonLine.Number(json, "mean", layer.Mean);
        JsonLine.Number(json, "std", layer.StandardDeviation);
        JsonLine.Number(json, "dead", layer.DeadShare);
        JsonLine.Number(json, "saturated", layer.SaturatedShare);
        Histogram(json, "outputs", layer.Outputs);
        JsonLine.Objects(json, "tensors", layer.Tensors, static (json, tensor) =>
        {
            json.WriteString("name", tensor.Name);
            JsonLine.Number(json, "rms", tensor.Rms);
            JsonLine.Number(json, "gradient_rms", tensor.GradientRms);
            JsonLine.Number(json, "update_ratio", tensor.UpdateRatio);
            Histogram(json, "gradients", tensor.Gradients);
        });
    }

    private static void Histogram(Utf8JsonWriter json, string name, ValueHistogram histogram)
    {
        json.WriteStartObject(name);
        JsonLine.Number(json, "least", histogram.Least);
        JsonLine.Number(json, "greatest", histogram.Greatest);
        json.WriteStartArray("counts");
        foreach (var count in histogram.Counts) json.WriteNumberValue(count);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
