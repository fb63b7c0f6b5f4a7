using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Spans.Memory;
using Spans.Minimizers;
using Spans.Native;
using Spans.Networks;

namespace Spans.Training;

/// <summary>Where training on large batches stands at a change of the batch, besides the parameters.</summary>
/// <param name="Batch">The number of the batch that begins.</param>
/// <param name="Iterations">Iterations done.</param>
/// <param name="Rows">SHA-256 of the training rows.</param>
/// <param name="Memory">What the minimizer carries over.</param>
internal sealed record MinimizerState(long Batch, long Iterations, string Rows, MinimizerMemory<float> Memory);

/// <summary>
/// A training on large batches as a file like those of <see cref="CheckpointFile"/>: pairs of steps and gradient changes, if the
/// minimizer keeps any, are the tensor <c>optimizer.pairs</c>.
/// </summary>
internal static class MinimizerCheckpoint
{
    private const string What = "a checkpoint";

    internal static void Save(FullBatchTrainer trainer, MinimizerState state, string path)
    {
        var writer = new SafeTensorsWriter(new Tensors(trainer, state.Memory));
        ModelFile.AddTo(writer, trainer.Network);
        writer.AddMetadata(ModelFile.TrainingName, Json(trainer, state));
        DurableFile.Write(path, writer, DiskLayer.Instance);
    }

    /// <summary>Brings the network to where a checkpoint was made. Everything is checked before anything changes.</summary>
    /// <exception cref="ModelFileException">The file is damaged, foreign or newer.</exception>
    /// <exception cref="CheckpointException">It is of another network, setup or data.</exception>
    internal static MinimizerState Load(FullBatchTrainer trainer, string path, DataFingerprint? data) =>
        ModelFile.Explained(path, path =>
    {
        CheckpointFile.Check(path);
        var reader = ModelFile.Open(path);
        using var training = JsonDocument.Parse(
            reader.Metadata[ModelFile.TrainingName], new JsonDocumentOptions { AllowDuplicateProperties = false });
        var fields = new JsonFields(
            training.RootElement, "The training", "version", "setup", "steps", "optimizer_scalars", "schedule_state", "run");
        if (ModelFile.Difference(reader, trainer.Network) is { } difference)
            throw new CheckpointException($"The checkpoint is of another network: {difference}.");
        var setup = fields.Element("setup");
        var rows = setup.TryGetProperty("train_sha256", out var hash) && hash.ValueKind == JsonValueKind.String
            ? hash.GetString()! : "";
        using (var given = JsonDocument.Parse(Json(trainer, null, rows)))
            TrainingSetup.Require(setup, given.RootElement.GetProperty("setup"), mayGoOnLonger: true);
        if (data is not null) new DataFingerprint(rows, null).Require(data);
        var scalars = ExactJson.ReadArray(fields, "optimizer_scalars", 3);
        var memory = trainer.NewMemory();
        var (pairs, capacity) = (scalars[1], memory.Capacity / (2 * trainer.ParameterCount));
        if (!(pairs >= 0 && pairs <= capacity && pairs == Math.Floor(pairs))
            || !(scalars[0] >= 0 && scalars[0] == Math.Floor(scalars[0])))
            throw new FormatException(
                string.Create(CultureInfo.InvariantCulture, $"The training has {pairs} pairs and batch {scalars[0]}."));
        memory.Take((int)pairs * 2 * trainer.ParameterCount);
        memory.Number = scalars[2];
        new TensorFill(reader).Into(new Tensors(trainer, memory));
        return new MinimizerState((long)scalars[0], ExactJson.ReadCount(fields, "steps"), rows, memory);
    }, What);

    // Without a state, what must be the same when training goes on.
    private static string Json(FullBatchTrainer trainer, MinimizerState? state, string? rows = null)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            var options = trainer.Options;
            json.WriteStartObject();
            json.WriteNumber("version", CheckpointFile.Version);
            json.WriteStartObject("setup");
            json.WriteString("minimizer", trainer.Minimizer.ToString());
            json.WriteStartObject("loss");
            json.WriteString("name", trainer.Loss.Name);
            trainer.Loss.WriteOptions(json);
            json.WriteEndObject();
            json.WriteNumber("batch_size", options.BatchSize);
            json.WriteNumber("large_batch_size", options.LargeBatchSize);
            json.WriteNumber("iterations_per_batch", options.IterationsPerBatch);
            json.WriteNumber("seed", options.Seed);
            ExactJson.Write(json, "weight_decay", (double)options.WeightDecay);
            json.WriteString("train_sha256", state?.Rows ?? rows);
            json.WriteEndObject();
            json.WriteNumber("steps", state?.Iterations ?? 0);
            if (state is not null)
                ExactJson.Write(json, "optimizer_scalars",
                    [state.Batch, state.Memory.Count / (2 * trainer.ParameterCount), state.Memory.Number]);
            json.WriteStartArray("schedule_state");
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private sealed class Tensors(FullBatchTrainer trainer, MinimizerMemory<float> memory) : ITensors
    {
        public void Visit(ITensorSink sink)
        {
            var network = trainer.Network;
            ModelTensors.Visit(network.Plan.Chain, sink, "", network.Parameters, network.State);
            if (memory.Count == 0) return;
            Shape shape = [memory.Count / trainer.ParameterCount, trainer.ParameterCount];
            sink.Floats("optimizer.pairs", shape, memory.Elements);
        }
    }
}
