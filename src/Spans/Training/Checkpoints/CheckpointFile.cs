using System.Text.Json;
using Spans.Native;
using Spans.Networks;

namespace Spans.Training;

/// <summary>
/// A training as one file: that of its network with more tensors in it (<see cref="TrainingTensors"/>) and, in the metadata,
/// where it stands. Random numbers need no state of their own: they are functions of seed, step and epoch.
/// </summary>
internal static class CheckpointFile
{
    /// <summary>The newest version that can be read, and the one that is written.</summary>
    internal const int Version = 1;

    private const string What = "a checkpoint";

    internal static void Save(Trainer trainer, TrainingRun? run, string path, IFileLayer? files = null)
    {
        var writer = new SafeTensorsWriter(new TrainingTensors(trainer, run));
        ModelFile.AddTo(writer, trainer.Network);
        writer.AddMetadata(ModelFile.TrainingName, StrictJson.Of(json => Write(json, trainer, run)));
        DurableFile.Write(path, writer, files ?? DiskLayer.Instance);
    }

    /// <summary>Makes sure that a file is a whole checkpoint of a known version.</summary>
    /// <exception cref="ModelFileException">It is not; the message says why.</exception>
    internal static void Check(string path) => ModelFile.Explained(path, static path =>
    {
        using var training = Training(ModelFile.Open(path));
        return true;
    }, What);

    /// <summary>The steps done, and the epochs, if Fit made it.</summary>
    /// <exception cref="ModelFileException">It is no checkpoint of a known version.</exception>
    /// <exception cref="FormatException">Its training is amiss.</exception>
    internal static (long Steps, int? Epochs) Place(SafeTensorsReader reader)
    {
        using var training = Training(reader);
        var fields = Fields(training);
        if (!fields.Has("run")) return (ExactJson.ReadCount(fields, "steps"), null);
        return (ExactJson.ReadCount(fields, "steps"),
            RunJson.Fields(fields.Element("run")).Integer("epoch", 1, int.MaxValue) - 1);
    }

    /// <summary>Brings a trainer to where a checkpoint was made. Everything is checked before anything changes.</summary>
    /// <returns>Where Fit stood; null if the checkpoint was not made while or after it ran.</returns>
    /// <exception cref="ModelFileException">The file is damaged, foreign or newer.</exception>
    /// <exception cref="CheckpointException">It is of another network, setup or data.</exception>
    internal static TrainingRun? Load(Trainer trainer, DataFingerprint? data, string path) => ModelFile.Explained(path, path =>
    {
        var reader = ModelFile.Open(path);
        using var training = Training(reader);
        var fields = Fields(training);
        if (ModelFile.Difference(reader, trainer.Network) is { } difference)
            throw new CheckpointException($"The checkpoint is of another network: {difference}.");
        using (var setup = StrictJson.Parse(StrictJson.Of(json => TrainingSetup.Write(json, trainer))))
            TrainingSetup.Require(
                fields.Element("setup"), setup.RootElement, mayGoOnLonger: !trainer.Options.Schedule.NeedsLength);
        var steps = ExactJson.ReadCount(fields, "steps");
        var scalars = ExactJson.ReadArray(fields, "optimizer_scalars", trainer.Optimizer.Scalars);
        var schedule = ExactJson.ReadArray(fields, "schedule_state", trainer.Options.Schedule.StateLength);
        var run = fields.Has("run") ? new TrainingRun(trainer.Network, trainer.Loss, trainer.Options) : null;
        try
        {
            if (run is not null)
            {
                RunJson.Read(fields.Element("run"), run, trainer);
                if (data is not null) run.Data?.Require(data);
            }
            new TensorFill(reader).Into(new TrainingTensors(trainer, run));
        }
        catch
        {
            run?.Dispose();
            throw;
        }
        trainer.GoTo(steps, scalars, schedule);
        return run;
    }, What);

    private static JsonFields Fields(JsonDocument training) => new(
        training.RootElement, "The training", "version", "setup", "steps", "optimizer_scalars", "schedule_state", "run");

    private static JsonDocument Training(SafeTensorsReader reader)
    {
        if (!reader.Metadata.TryGetValue(ModelFile.TrainingName, out var text))
            throw new ModelFileException("it holds a model but no training to go on with");
        var document = StrictJson.Parse(text);
        try
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("version", out var version)
                || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number))
                throw new ModelFileException("its training has no version");
            if (number > Version)
                throw new ModelFileException(
                    $"its training's version {number} is newer than {Version}, the newest this library reads: update Spans");
            return document;
        }
        catch
        {
            document.Dispose();
            throw;
        }
    }

    private static void Write(Utf8JsonWriter json, Trainer trainer, TrainingRun? run)
    {
        json.WriteStartObject();
        json.WriteNumber("version", Version);
        json.WritePropertyName("setup");
        TrainingSetup.Write(json, trainer);
        json.WriteNumber("steps", trainer.Steps);
        ExactJson.Write(json, "optimizer_scalars", trainer.OptimizerScalars);
        ExactJson.Write(json, "schedule_state", trainer.ScheduleState);
        if (run is not null) RunJson.Write(json, run);
        json.WriteEndObject();
    }
}
