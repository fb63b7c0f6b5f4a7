using System.Text;
using System.Text.Json;
using Spans.Cli.Commands;
using Spans.Cli.Lab.Drawing;
using Spans.Cli.Presentation;
using Spans.Diagnostics.Learning;
using Spans.Training;

namespace Spans.Cli.Running;

/// <summary>One call of <c>spans diagnose</c>.</summary>
internal static class DiagnoseRun
{
    internal static int Execute(TrainArguments arguments)
    {
        var training = new OptimizerTraining(arguments);
        var file = NetworkChoice.Read(arguments.Network);
        var problem = ProblemSource.Load(arguments.Data, arguments.Validation, arguments.Seed);
        using var network = NetworkChoice.Of(arguments, file, problem);
        using var trainer = training.TrainerOf(network, problem);
        using var interruption = new Interruption();
        var (result, report) = trainer.FitAndDiagnose(problem.Train, problem.Validation, cancellationToken: interruption.Token);
        if (interruption.Token.IsCancellationRequested) return interruption.Code;
        if (arguments.Json) WriteJson(report, result);
        else LearningText.Write(new Page(Display.Console(out var plain), plain), problem.Title, report);
        return ExitCode.Done;
    }

    private static void WriteJson(LearningReport report, TrainingResult result)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteBoolean("healthy", report.IsHealthy);
            json.WriteNumber("first_loss", double.IsFinite(report.FirstLoss) ? report.FirstLoss : -1);
            if (report.ExpectedFirstLoss is { } expected) json.WriteNumber("expected_first_loss", expected);
            json.WriteNumber("steps", result.Steps);
            Write(json, "findings", report.Findings);
            Write(json, report.Layers);
            json.WriteEndObject();
        }
        Console.Out.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<LayerRecord> layers)
    {
        json.WriteStartArray("layers");
        foreach (var layer in layers)
        {
            json.WriteStartObject();
            json.WriteString("name", layer.Name);
            JsonDisplay.Number(json, "mean", layer.Mean);
            JsonDisplay.Number(json, "std", layer.StandardDeviation);
            JsonDisplay.Number(json, "dead", layer.DeadShare);
            JsonDisplay.Number(json, "saturated", layer.SaturatedShare);
            Write(json, "outputs", layer.Outputs);
            json.WriteStartArray("tensors");
            foreach (var tensor in layer.Tensors)
            {
                json.WriteStartObject();
                json.WriteString("name", tensor.Name);
                JsonDisplay.Number(json, "rms", tensor.Rms);
                JsonDisplay.Number(json, "gradient_rms", tensor.GradientRms);
                JsonDisplay.Number(json, "update_ratio", tensor.UpdateRatio);
                Write(json, "gradients", tensor.Gradients);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, ValueHistogram histogram)
    {
        json.WriteStartObject(name);
        JsonDisplay.Number(json, "least", histogram.Least);
        JsonDisplay.Number(json, "greatest", histogram.Greatest);
        json.WriteStartArray("counts");
        foreach (var count in histogram.Counts) json.WriteNumberValue(count);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<Finding> findings)
    {
        json.WriteStartArray(name);
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("name", finding.Name);
            json.WriteString("evidence", finding.Evidence);
            json.WriteString("suggestion", finding.Suggestion);
            Write(json, "symptoms", finding.Symptoms);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
