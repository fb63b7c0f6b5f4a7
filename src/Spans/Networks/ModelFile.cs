using System.Globalization;
using System.Text.Json;
using Spans.Chains;
using Spans.Data;
using Spans.Layers;
using Spans.Memory;
using Spans.Native;

namespace Spans.Networks;

/// <summary>
/// A network as one safetensors file: tensors by their path (<c>0.weight</c>), and in the metadata the format's version and the
/// architecture, shapes and card as JSON.
/// </summary>
internal static class ModelFile
{
    internal const int Version = 1;
    private const string VersionName = "spans.version";
    private const string ModelName = "spans.model";

    /// <summary>The metadata entry that a checkpoint has and a model has not.</summary>
    internal const string TrainingName = "spans.training";

    internal static void Save(Network network, string path)
    {
        var writer = new SafeTensorsWriter(new Tensors(network));
        AddTo(writer, network);
        DurableFile.Write(path, writer);
    }

    /// <summary>The entries that say what a network is.</summary>
    internal static void AddTo(SafeTensorsWriter writer, Network network)
    {
        writer.AddMetadata("format", "spans");
        writer.AddMetadata(VersionName, Version.ToString(CultureInfo.InvariantCulture));
        writer.AddMetadata(ModelName, Describe(network));
    }

    /// <exception cref="ModelFileException">Damaged, foreign or newer: the message names the file and why.</exception>
    internal static Network Load(string path) => Explained(path, static path => Load(Open(path)));

    /// <exception cref="ModelFileException">It does not hold what it says.</exception>
    internal static Network Load(SafeTensorsReader reader)
    {
        var network = Build(reader);
        try
        {
            new TensorFill(reader).Into(new Tensors(network), CountOfTraining(reader));
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <exception cref="ModelFileException">Damaged, or not this network's tensors: the message names the file and
    /// why.</exception>
    internal static void LoadTensors(Network network, string path) => Explained(path, path =>
    {
        var bytes = Bytes(path);
        var reader = SafeTensorsReader.Parse(bytes);
        if (SafeTensorsWriter.Verify(bytes, reader.Metadata) == false)
            throw new ModelFileException("its content does not match its checksum: the file is damaged");
        new TensorFill(reader).Into(new Tensors(network), CountOfTraining(reader));
        return true;
    }, "a file of tensors");

    /// <summary>Reads a file of ours and makes sure that it is whole and of a version this library knows.</summary>
    /// <exception cref="ModelFileException">It is not; the message says why, without the file's name.</exception>
    internal static SafeTensorsReader Open(string path)
    {
        var reader = OpenAny(path, out _);
        if (!IsOurs(reader)) throw new ModelFileException("it holds tensors but not the description of a Spans network");
        return reader;
    }

    /// <summary>Reads a safetensors file, of ours or foreign; one of ours must be whole and of a known version.</summary>
    /// <exception cref="ModelFileException">It is not; the message says why, without the file's name.</exception>
    internal static SafeTensorsReader OpenAny(string path, out long length)
    {
        var bytes = Bytes(path);
        length = bytes.Length;
        var reader = SafeTensorsReader.Parse(bytes);
        var intact = SafeTensorsWriter.Verify(bytes, reader.Metadata);
        if (intact == false) throw new ModelFileException("its content does not match its checksum: the file is damaged");
        if (!IsOurs(reader)) return reader;
        CheckVersion(reader);
        // Every file of ours carries a checksum, so one without has lost it.
        if (intact is null) throw new ModelFileException("it has lost its checksum: the file is damaged");
        return reader;
    }

    /// <summary>Whether a file says that it is of ours.</summary>
    internal static bool IsOurs(SafeTensorsReader reader) =>
        reader.Metadata.ContainsKey(ModelName) && reader.Metadata.ContainsKey(VersionName);

    /// <summary>Puts the file's name before what is wrong with it.</summary>
    internal static T Explained<T>(string path, Func<string, T> read, string what = "a model")
    {
        try
        {
            return read(path);
        }
        catch (Exception e) when (
            e is ModelFileException or FormatException or ArgumentException or JsonException or DataException
                or InvalidOperationException)
        {
            throw new ModelFileException(
                $"{path} is not {what} that can be loaded: {DataException.Show(e.Message.TrimEnd('.'), 1000)[1..^1]}.", e);
        }
    }

    private static byte[] Bytes(string path)
    {
        var length = new FileInfo(path).Length;
        if (length > Array.MaxLength)
            throw new ModelFileException($"it has {length} bytes, more than the {Array.MaxLength} that can be loaded");
        return File.ReadAllBytes(path);
    }

    private static string Describe(Network network) => StrictJson.Of(json =>
    {
        json.WriteStartObject();
        WriteShape(json, "input", network.Input);
        WriteShape(json, "output", network.Output);
        json.WritePropertyName("layers");
        LayerCatalogue.Write(json, network.Layers);
        json.WritePropertyName("card");
        network.Card.Write(json);
        json.WriteEndObject();
    });

    /// <summary>
    /// In which way the network of a file is not <paramref name="network"/>; null if it is. Parameters and card are left aside.
    /// </summary>
    internal static string? Difference(SafeTensorsReader reader, Network network)
    {
        using var saved = StrictJson.Parse(reader.Metadata[ModelName]);
        using var given = StrictJson.Parse(Describe(network));
        var (theirs, ours) = (Fields(saved), Fields(given));
        var (input, wanted) = (theirs.Element("input"), ours.Element("input"));
        if (!JsonElement.DeepEquals(input, wanted)) return $"its input is {input.GetRawText()} instead of {wanted.GetRawText()}";
        var (layers, expected) = (theirs.Array("layers", int.MaxValue), ours.Array("layers", int.MaxValue));
        if (layers.GetArrayLength() != expected.GetArrayLength())
            return $"it has {layers.GetArrayLength()} layers instead of {expected.GetArrayLength()}";
        for (var i = 0; i < layers.GetArrayLength(); i++)
            if (!JsonElement.DeepEquals(layers[i], expected[i]))
                return $"its layer {i} is {layers[i].GetRawText()} instead of {expected[i].GetRawText()}";
        return null;

        static JsonFields Fields(JsonDocument json) => new(json.RootElement, "The model", "input", "output", "layers", "card");
    }

    private static void CheckVersion(SafeTensorsReader reader)
    {
        var version = reader.Metadata[VersionName];
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new ModelFileException($"its version '{version}' is no number");
        if (number > Version) throw new ModelFileException(
            $"its version {number} is newer than {Version}, the newest this library reads: update Spans");
    }

    internal static Network Build(SafeTensorsReader reader)
    {
        using var json = StrictJson.Parse(reader.Metadata[ModelName]);
        var fields = new JsonFields(json.RootElement, "The model", "input", "output", "layers", "card");
        var (input, layers) = (ReadShape(fields, "input"), LayerCatalogue.ReadChain(fields.Element("layers")));
        CheckSize(reader, Planner.Plan(input, layers, maxBatch: 1, members: 1, training: false));
        var network = new Network(input, layers);
        if (network.Output != ReadShape(fields, "output"))
            throw new ModelFileException($"its layers give {network.Output} but it says {ReadShape(fields, "output")}");
        network.Card = ModelCard.Read(fields.Element("card"));
        return network;
    }

    // A description of a few bytes can ask for gigabytes: nothing is allocated for parameters that the file does not hold.
    private static void CheckSize(SafeTensorsReader reader, MemoryPlan plan)
    {
        var held = 0L;
        foreach (var tensor in reader.Tensors.Values) held += tensor.Length / sizeof(float);
        if (plan.ParameterCount > held)
            throw new ModelFileException($"its layers have {plan.ParameterCount} parameters but it holds {held} numbers");
    }

    // A checkpoint is a model with more in it: the tensors that only training needs.
    private static int CountOfTraining(SafeTensorsReader reader)
    {
        if (!reader.Metadata.ContainsKey(TrainingName)) return 0;
        var count = 0;
        foreach (var name in reader.Tensors.Keys)
            if (name.Length > 0 && !char.IsAsciiDigit(name[0])) count++;
        return count;
    }

    private static void WriteShape(Utf8JsonWriter json, string name, Shape shape)
    {
        json.WriteStartArray(name);
        for (var i = 0; i < shape.Rank; i++) json.WriteNumberValue(shape[i]);
        json.WriteEndArray();
    }

    private static Shape ReadShape(JsonFields fields, string name)
    {
        var array = fields.Array(name, Shape.MaxRank);
        var extents = new int[array.GetArrayLength()];
        for (var i = 0; i < extents.Length; i++)
            if (!array[i].TryGetInt32(out extents[i]) || extents[i] < 1)
                throw new FormatException($"The model's {name} has an extent that is not a positive integer.");
        return Shape.Create(extents);
    }

    private sealed class Tensors(Network network) : ITensors
    {
        public void Visit(ITensorSink sink) =>
            ModelTensors.Visit(network.Plan.Chain, sink, "", network.Parameters, network.State);
    }
}
