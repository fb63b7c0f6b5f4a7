using System.Text.Json;
using Spans.Cli.Running;
using Spans.Networks;
using Spans.Training;

namespace Spans.Cli.Presentation;

/// <summary>One JSON object a line: each epoch, then the run.</summary>
internal sealed class JsonDisplay(TextWriter output) : IDisplay
{
    public void Begin(Problem problem, Network network, TrainingMethod method)
    {
        foreach (var warning in problem.Warnings) Console.Error.WriteLine($"warning: {Failure.OneLine(warning)}");
    }

    public TrainingResult Run(Func<TrainingResult> train) => train();

    public void Report(StepProgress value) { }

    public void Report(EpochReport value)
    {
        JsonLine.Write(output, value, static (json, report) =>
        {
            json.WriteNumber("epoch", report.Epoch);
            json.WriteNumber("steps", report.Steps);
            JsonLine.Number(json, "train_loss", report.TrainLoss);
            JsonLine.Number(json, "train_accuracy", report.TrainAccuracy);
            JsonLine.Number(json, "learning_rate", report.LearningRate);
            Scores(json, "validation", report.Validation);
            JsonLine.Number(json, "seconds", report.Seconds);
            JsonLine.Number(json, "samples_per_second", report.SamplesPerSecond);
        });
    }

    public void End(RunSummary summary) => JsonLine.Write(output, summary, static (json, run) =>
    {
        // An epoch of a run before this one, where that one had them all.
        var last = run.Result.History.Count == 0 ? null : run.Result.History[^1];
        json.WriteNumber("epochs", run.Epochs);
        json.WriteNumber("steps", run.Result.Steps);
        JsonLine.Number(json, "train_loss", last?.TrainLoss);
        JsonLine.Number(json, "train_accuracy", last?.TrainAccuracy);
        Scores(json, "validation", last?.Validation);
        Scores(json, "test", run.Test);
        JsonLine.Number(json, "train_seconds", run.Result.Seconds);
        JsonLine.Number(json, "samples_per_second", run.Result.SamplesPerSecond);
        JsonLine.Number(json, "bytes_allocated_per_step", run.Result.AllocatedBytesPerStep);
        json.WriteNumber("gc_collections", run.Result.Collections);
        json.WriteNumber("threads", run.Threads);
        json.WriteNumber("seed", run.Seed);
        json.WriteString("stop_reason", StopWord(run.Result.StopReason));
        json.WriteString("explanation", run.Result.Explanation);
        json.WriteNumber("best_epoch", run.Result.BestEpoch);
        if (run.Result.Minimization is { } minimization)
        {
            json.WriteNumber("evaluations", minimization.ValueEvaluations);
            JsonLine.Number(json, "gradient_norm", minimization.GradientNorm);
        }
        json.WriteNumber("parameters", run.Parameters);
        if (run.Violation is { } violation) JsonLine.Number(json, "monotone_violation", violation);
        foreach (var limit in run.Limits ?? [])
        {
            JsonLine.Number(json, $"{limit.Key}_limit", limit.Limit);
            JsonLine.Number(json, $"train_{limit.Key}", limit.Train);
            JsonLine.Number(json, $"test_{limit.Key}", limit.Test);
        }
        if (run.Saved is { } path) json.WriteString("saved", path);
    });

    /// <summary>One object of scores.</summary>
    internal static void Write(TextWriter output, Evaluation scores) => JsonLine.Write(output, scores, static (json, scores) =>
    {
        json.WriteNumber("rows", scores.Rows);
        Scores(json, "test", scores);
        if (scores.LogLoss is { } logLoss) JsonLine.Number(json, "test_log_loss", logLoss);
        if (scores.Confusion is { } confusion) JsonLine.Number(json, "test_macro_f1", confusion.MacroF1);
    });

    private static string StopWord(StopReason reason) => reason switch
    {
        StopReason.Converged => "converged",
        StopReason.EarlyStop => "early_stop",
        StopReason.Cancelled => "cancelled",
        StopReason.NonFinite => "non_finite",
        StopReason.Stalled => "stalled",
        _ => "epochs",
    };

    internal static void Scores(Utf8JsonWriter json, string prefix, Evaluation? scores)
    {
        if (scores is null) return;
        JsonLine.Number(json, prefix + "_loss", scores.Loss);
        if (scores.Accuracy is not null) JsonLine.Number(json, prefix + "_accuracy", scores.Accuracy);
        if (scores.RootMeanSquaredError is null) return;
        JsonLine.Number(json, prefix + "_rmse", scores.RootMeanSquaredError);
        JsonLine.Number(json, prefix + "_mae", scores.MeanAbsoluteError);
        JsonLine.Number(json, prefix + "_r2", scores.RSquared);
    }
}
