using System.Diagnostics;
using System.Text.Json;

namespace Spans.Training;

/// <summary>A <see cref="TrainingRun"/> as JSON, tensors left out.</summary>
internal static class RunJson
{
    internal static void Write(Utf8JsonWriter json, TrainingRun run)
    {
        json.WriteStartObject("run");
        json.WriteNumber("epoch", run.Epoch);
        json.WriteNumber("position", run.Position);
        json.WriteNumber("epoch_steps", run.EpochSteps);
        ExactJson.Write(json, "weighted_loss", run.WeightedLoss);
        json.WriteNumber("counted_rows", run.Counted.Rows);
        json.WriteNumber("counted_right", run.Counted.Right);
        ExactJson.Write(json, "epoch_seconds", (double)run.EpochTicks / Stopwatch.Frequency);
        ExactJson.Write(json, "past_seconds", (double)run.PastTicks / Stopwatch.Frequency);
        json.WriteNumber("past_rows", run.PastRows);
        json.WriteNumber("best_epoch", run.Best.Epoch);
        ExactJson.Write(json, "best_loss", run.Best.Loss);
        ExactJson.Write(json, "last_loss", run.Convergence.Last);
        json.WriteNumber("calm_epochs", run.Convergence.Calm);
        if (run.Data is { } data)
        {
            json.WriteString("train_sha256", data.Train);
            if (data.Validation is { } validation) json.WriteString("validation_sha256", validation);
        }
        HistoryJson.Write(json, run.History);
        json.WriteEndObject();
    }

    /// <exception cref="FormatException">It is no run.</exception>
    internal static void Read(JsonElement element, TrainingRun run, Trainer trainer)
    {
        var fields = Fields(element);
        run.Epoch = fields.Integer("epoch", 1, int.MaxValue);
        run.Position = ExactJson.ReadInteger(fields, "position");
        run.EpochSteps = ExactJson.ReadInteger(fields, "epoch_steps");
        run.WeightedLoss = ExactJson.Read(fields, "weighted_loss");
        run.Counted = (ExactJson.ReadCount(fields, "counted_rows"), ExactJson.ReadCount(fields, "counted_right"));
        run.EpochTicks = Ticks(ExactJson.Read(fields, "epoch_seconds"));
        run.PastTicks = Ticks(ExactJson.Read(fields, "past_seconds"));
        run.PastRows = ExactJson.ReadCount(fields, "past_rows");
        run.Best.GoTo(run.Epoch - 1, ExactJson.ReadInteger(fields, "best_epoch"), ExactJson.Read(fields, "best_loss"));
        run.Convergence = (ExactJson.Read(fields, "last_loss"), ExactJson.ReadInteger(fields, "calm_epochs"));
        if (fields.Has("train_sha256"))
            run.Data = new DataFingerprint(
                fields.String("train_sha256"), fields.Has("validation_sha256") ? fields.String("validation_sha256") : null);
        HistoryJson.Read(fields, () => new ConfusionMatrix(trainer.Network.Output.Elements), run.History);
    }

    internal static JsonFields Fields(JsonElement run) => new(run, "The training's run",
        "epoch", "position", "epoch_steps", "weighted_loss", "counted_rows", "counted_right", "epoch_seconds", "past_seconds",
        "past_rows",
        "best_epoch", "best_loss", "last_loss", "calm_epochs", "train_sha256", "validation_sha256", "history");

    private static long Ticks(double seconds) =>
        seconds >= 0 && seconds < 1e9 ? (long)Math.Round(seconds * Stopwatch.Frequency)
        : throw new FormatException("The training's seconds are no time.");
}
