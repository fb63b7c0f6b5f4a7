using System.Text.Json;

namespace Spans.Training;

/// <summary>Finished epochs as JSON. Confusion matrices are tensors beside it (<see cref="TrainingTensors"/>).</summary>
internal static class HistoryJson
{
    internal static void Write(Utf8JsonWriter json, IReadOnlyList<EpochReport> history)
    {
        json.WriteStartArray("history");
        foreach (var report in history)
        {
            json.WriteStartObject();
            json.WriteNumber("epoch", report.Epoch);
            json.WriteNumber("steps", report.Steps);
            ExactJson.Write(json, "train_loss", report.TrainLoss);
            ExactJson.Write(json, "train_accuracy", report.TrainAccuracy);
            json.WriteNumber("learning_rate", report.LearningRate);
            ExactJson.Write(json, "seconds", report.Seconds);
            ExactJson.Write(json, "samples_per_second", report.SamplesPerSecond);
            if (report.Validation is { } scores) Write(json, scores);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <param name="fields">The object that holds the history.</param>
    /// <param name="confusion">Makes an empty matrix for a classification's scores.</param>
    /// <param name="destination">Is given the epochs.</param>
    /// <exception cref="FormatException">It is no history.</exception>
    internal static void Read(JsonFields fields, Func<ConfusionMatrix> confusion, List<EpochReport> destination)
    {
        foreach (var element in fields.Array("history", int.MaxValue).EnumerateArray())
        {
            var report = new JsonFields(element, "An epoch of the history",
                "epoch", "steps", "train_loss", "train_accuracy", "learning_rate", "seconds", "samples_per_second", "validation");
            destination.Add(new EpochReport
            {
                Epoch = ExactJson.ReadInteger(report, "epoch"),
                Steps = ExactJson.ReadCount(report, "steps"),
                TrainLoss = ExactJson.Read(report, "train_loss"),
                TrainAccuracy = ExactJson.ReadOptional(report, "train_accuracy"),
                LearningRate = report.Number("learning_rate"),
                Seconds = ExactJson.Read(report, "seconds"),
                SamplesPerSecond = ExactJson.Read(report, "samples_per_second"),
                Validation = report.Has("validation") ? ReadScores(report.Element("validation"), confusion) : null,
            });
        }
    }

    private static void Write(Utf8JsonWriter json, Evaluation scores)
    {
        json.WriteStartObject("validation");
        json.WriteNumber("rows", scores.Rows);
        ExactJson.Write(json, "loss", scores.Loss);
        ExactJson.Write(json, "accuracy", scores.Accuracy);
        ExactJson.Write(json, "top_k_accuracy", scores.TopKAccuracy);
        ExactJson.Write(json, "log_loss", scores.LogLoss);
        ExactJson.Write(json, "roc_auc", scores.RocAuc);
        ExactJson.Write(json, "rmse", scores.RootMeanSquaredError);
        ExactJson.Write(json, "mae", scores.MeanAbsoluteError);
        ExactJson.Write(json, "r2", scores.RSquared);
        json.WriteBoolean("confusion", TrainingTensors.Keeps(scores.Confusion));
        json.WriteEndObject();
    }

    private static Evaluation ReadScores(JsonElement element, Func<ConfusionMatrix> confusion)
    {
        var fields = new JsonFields(element, "An epoch's validation",
            "rows", "loss", "accuracy", "top_k_accuracy", "log_loss", "roc_auc", "rmse", "mae", "r2", "confusion");
        return new Evaluation
        {
            Rows = ExactJson.ReadCount(fields, "rows"),
            Loss = ExactJson.Read(fields, "loss"),
            Accuracy = ExactJson.ReadOptional(fields, "accuracy"),
            TopKAccuracy = ExactJson.ReadOptional(fields, "top_k_accuracy"),
            LogLoss = ExactJson.ReadOptional(fields, "log_loss"),
            RocAuc = ExactJson.ReadOptional(fields, "roc_auc"),
            RootMeanSquaredError = ExactJson.ReadOptional(fields, "rmse"),
            MeanAbsoluteError = ExactJson.ReadOptional(fields, "mae"),
            RSquared = ExactJson.ReadOptional(fields, "r2"),
            Confusion = fields.Boolean("confusion", false) ? confusion() : null,
        };
    }
}
