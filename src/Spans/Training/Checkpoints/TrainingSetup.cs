using System.Text.Json;

namespace Spans.Training;

/// <summary>What decides how a training goes, as JSON: a checkpoint is gone on from under the same setup only.</summary>
internal static class TrainingSetup
{
    private const string Epochs = "epochs";

    /// <summary>Threads and places of files are left out: nothing depends on them.</summary>
    internal static void Write(Utf8JsonWriter json, Trainer trainer)
    {
        var options = trainer.Options;
        json.WriteStartObject();
        Write(json, "loss", trainer.Loss.Name, trainer.Loss.WriteOptions);
        Write(json, "optimizer", trainer.Optimizer.Name, trainer.Optimizer.WriteOptions);
        Write(json, "schedule", options.Schedule.Name, options.Schedule.WriteOptions);
        json.WriteNumber("batch_size", options.BatchSize);
        json.WriteNumber(Epochs, options.Epochs);
        json.WriteNumber("seed", options.Seed);
        json.WriteBoolean("shuffle", options.Shuffle);
        json.WriteString("augmentation", options.Augmentation.ToString());
        ExactJson.Write(json, "clip_norm", options.Clipping.MaxNorm);
        ExactJson.Write(json, "clip_value", options.Clipping.Limit);
        json.WriteBoolean("decay_all", options.DecayAll);
        json.WriteNumber("patience", options.Patience);
        json.WriteNumber("tolerance", options.Tolerance);
        json.WriteNumber("convergence_epochs", options.ConvergenceEpochs);
        json.WriteEndObject();
    }

    /// <summary>
    /// Throws unless a checkpoint's setup is this training's, but for more epochs where the schedule does not mind.
    /// </summary>
    /// <exception cref="CheckpointException">Something differs; the message names it.</exception>
    internal static void Require(JsonElement saved, JsonElement given, bool mayGoOnLonger)
    {
        foreach (var property in given.EnumerateObject())
        {
            // What this version knows and an older one did not was at its default there.
            if (!saved.TryGetProperty(property.Name, out var value)) continue;
            if (property.Name == Epochs && mayGoOnLonger) continue;
            // Losses may leave out what is at its default, so within one nothing may be missing either.
            if (!JsonElement.DeepEquals(value, property.Value))
                throw new CheckpointException(
                    $"The checkpoint was made with {property.Name.Replace('_', ' ')} {value.GetRawText()} but this training has {property.Value.GetRawText()}.");
        }
        foreach (var property in saved.EnumerateObject())
            if (!given.TryGetProperty(property.Name, out _))
                throw new CheckpointException(
                    $"The checkpoint was made with '{property.Name}', which this version does not know.");
    }

    private static void Write(Utf8JsonWriter json, string property, string name, Action<Utf8JsonWriter> options)
    {
        json.WriteStartObject(property);
        json.WriteString("name", name);
        options(json);
        json.WriteEndObject();
    }
}
