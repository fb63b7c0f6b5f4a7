using System.Buffers;
using System.Text;
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

    internal static void Save(Network network, string path)
    {
        using var writer = new SafeTensorsWriter();
        writer.AddMetadata("format", "spans");
        writer.AddMetadata(VersionName, Version.ToString(System.Globalization.CultureInfo.InvariantCulture));
        writer.AddMetadata(ModelName, Describe(network));
        Add(writer, network, network.Plan.Chain);
        DurableFile.Write(path, writer);
    }

    /// <exception cref="ModelFileException">Damaged, foreign or newer: the message names the file and why.</exception>
    internal static Network Load(string path)
    {
        try
        {
            var bytes = Bytes(path);
            var reader = SafeTensorsReader.Parse(bytes);
            var intact = SafeTensorsWriter.Verify(bytes, reader.Metadata);
            if (intact == false) throw new ModelFileException("its content does not match its checksum: the file is damaged");
            CheckVersion(reader);
            // Every file of ours carries a checksum, so one without has lost it.
            if (intact is null) throw new ModelFileException("it has lost its checksum: the file is damaged");
            var network = Build(reader);
            try
            {
                Fill(reader, network, network.Plan.Chain);
                CheckNothingLeft(reader, network.Plan.Chain);
                return network;
            }
            catch
            {
                network.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is ModelFileException or FormatException or ArgumentException or JsonException or DataException)
        {
            throw new ModelFileException($"{path} is not a model that can be loaded: {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static byte[] Bytes(string path)
    {
        var length = new FileInfo(path).Length;
        if (length > Array.MaxLength) throw new ModelFileException($"it has {length} bytes, more than the {Array.MaxLength} that can be loaded");
        return File.ReadAllBytes(path);
    }

    private static string Describe(Network network)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteShape(json, "input", network.Input);
            WriteShape(json, "output", network.Output);
            json.WritePropertyName("layers");
            LayerCatalogue.Write(json, network.Layers);
            json.WritePropertyName("card");
            network.Card.Write(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void CheckVersion(SafeTensorsReader reader)
    {
        if (!reader.Metadata.ContainsKey(ModelName) || !reader.Metadata.TryGetValue(VersionName, out var version))
            throw new ModelFileException("it holds tensors but not the description of a Spans network");
        if (!int.TryParse(version, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number))
            throw new ModelFileException($"its version '{version}' is no number");
        if (number > Version) throw new ModelFileException($"its version {number} is newer than {Version}, the newest this library reads: update Spans");
    }

    private static Network Build(SafeTensorsReader reader)
    {
        using var json = JsonDocument.Parse(reader.Metadata[ModelName], new JsonDocumentOptions { MaxDepth = 64, AllowDuplicateProperties = false });
        var fields = new JsonFields(json.RootElement, "The model", "input", "output", "layers", "card");
        var network = new Network(ReadShape(fields, "input"), LayerCatalogue.ReadChain(fields.Element("layers")));
        if (network.Output != ReadShape(fields, "output"))
            throw new ModelFileException($"its layers give {network.Output} but it says {ReadShape(fields, "output")}");
        network.Card = ModelCard.Read(fields.Element("card"));
        return network;
    }

    private static void Add(SafeTensorsWriter writer, Network network, ChainPlan chain)
    {
        foreach (var layer in chain.Layers)
        {
            for (var i = 0; i < layer.Parameters.Length; i++)
                writer.Add(NameOf(layer, layer.Spec.Parameters[i].Name), layer.Spec.Parameters[i].Shape, layer.Parameters[i].Of(network.Parameters));
            for (var i = 0; i < layer.State.Length; i++)
                writer.Add(NameOf(layer, layer.Spec.State[i].Name), layer.Spec.State[i].Shape, layer.State[i].Of(network.State));
            foreach (var body in layer.Bodies) Add(writer, network, body);
        }
    }

    private static void Fill(SafeTensorsReader reader, Network network, ChainPlan chain)
    {
        foreach (var layer in chain.Layers)
        {
            for (var i = 0; i < layer.Parameters.Length; i++)
                Copy(reader, NameOf(layer, layer.Spec.Parameters[i].Name), layer.Spec.Parameters[i].Shape, layer.Parameters[i].Of(network.Parameters));
            for (var i = 0; i < layer.State.Length; i++)
                Copy(reader, NameOf(layer, layer.Spec.State[i].Name), layer.Spec.State[i].Shape, layer.State[i].Of(network.State));
            foreach (var body in layer.Bodies) Fill(reader, network, body);
        }
    }

    private static void Copy(SafeTensorsReader reader, string name, Shape shape, Span<float> destination)
    {
        if (!reader.Tensors.TryGetValue(name, out var tensor)) throw new ModelFileException($"tensor '{name}' is missing");
        if (tensor.Type != "F32") throw new ModelFileException($"tensor '{name}' is {tensor.Type} but must be F32");
        var fits = tensor.Extents.Length == shape.Rank;
        for (var i = 0; fits && i < shape.Rank; i++) fits = tensor.Extents[i] == shape[i];
        if (!fits) throw new ModelFileException($"tensor '{name}' is [{string.Join(", ", tensor.Extents)}] but must be {shape}");
        var bytes = reader.Bytes(tensor);
        for (var i = 0; i < destination.Length; i++)
            destination[i] = System.Buffers.Binary.BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
    }

    private static void CheckNothingLeft(SafeTensorsReader reader, ChainPlan chain)
    {
        var known = Count(chain);
        if (reader.Tensors.Count != known)
            throw new ModelFileException($"it holds {reader.Tensors.Count} tensors but its layers have {known}");
    }

    private static int Count(ChainPlan chain)
    {
        var count = 0;
        foreach (var layer in chain.Layers)
        {
            count += layer.Parameters.Length + layer.State.Length;
            foreach (var body in layer.Bodies) count += Count(body);
        }
        return count;
    }

    private static string NameOf(LayerPlan layer, string tensor) => $"{layer.Path}.{tensor}";

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
}
