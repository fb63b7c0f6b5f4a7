using System.Text;
using System.Text.Json;
using Spans.Cli.Commands;
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
        var monitor = new LearningMonitor(trainer, problem.Train, problem.Validation);
        var observer = monitor.Observer;
        var result = trainer.Fit(problem.Train, problem.Validation, ref observer, monitor, cancellationToken: interruption.Token);
        if (interruption.Token.IsCancellationRequested) return interruption.Code;
        var report = monitor.Diagnose(result);
        if (arguments.Json) WriteJson(report, result);
        else Console.Out.Write($"{problem.Title}\n{report}");
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
            json.WriteEndObject();
        }
        Console.Out.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
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
