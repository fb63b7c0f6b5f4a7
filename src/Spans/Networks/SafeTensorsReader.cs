using System.Buffers.Binary;
using System.Text.Json;
using Spans.Data;
using Spans.Memory;

namespace Spans.Networks;

/// <summary>
/// Reads the safetensors format strictly: eight bytes of header length, a JSON header, then the tensors' bytes without holes or
/// overlap. Source: the format's specification, github.com/huggingface/safetensors.
/// </summary>
internal sealed class SafeTensorsReader
{
    /// <summary>The longest header the format allows.</summary>
    internal const int MaxHeader = 100_000_000;

    private const int MaxDepth = 64;
    private readonly byte[] _file;
    private readonly int _dataStart;

    private SafeTensorsReader(byte[] file, int dataStart)
    {
        _file = file;
        _dataStart = dataStart;
    }

    /// <summary>The header's free texts.</summary>
    internal Dictionary<string, string> Metadata { get; } = [];

    /// <summary>The tensors by name.</summary>
    internal Dictionary<string, SafeTensor> Tensors { get; } = [];

    /// <summary>Parses a whole file.</summary>
    /// <exception cref="ModelFileException">The bytes break the format; the message says where.</exception>
    internal static SafeTensorsReader Parse(byte[] file)
    {
        if (file.Length < 8) throw new ModelFileException($"it has {file.Length} bytes but a safetensors file has at least 8");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(file);
        if (length > MaxHeader)
            throw new ModelFileException($"its header claims {length} bytes, more than the {MaxHeader} the format allows");
        if (length > (ulong)(file.Length - 8))
            throw new ModelFileException($"its header claims {length} bytes but only {file.Length - 8} follow");
        var reader = new SafeTensorsReader(file, 8 + (int)length);
        if (length == 0 || file[8] != (byte)'{') throw new ModelFileException("its header does not begin with '{'");
        try
        {
            using var header = JsonDocument.Parse(
                file.AsMemory(8, (int)length), new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
            foreach (var entry in header.RootElement.EnumerateObject()) reader.Add(entry.Name, entry.Value);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new ModelFileException($"its header is not the JSON of a safetensors file: {DataException.Line(e.Message)}", e);
        }
        reader.CheckCoverage();
        return reader;
    }

    /// <summary>The bytes of a tensor.</summary>
    internal ReadOnlySpan<byte> Bytes(scoped in SafeTensor tensor) => _file.AsSpan(_dataStart + tensor.Begin, tensor.Length);

    private void Add(string name, JsonElement value)
    {
        if (name == "__metadata__")
        {
            foreach (var text in value.EnumerateObject())
                Metadata[text.Name] = text.Value.GetString()
                ?? throw new ModelFileException($"metadata {DataException.Show(text.Name)} is null");
            return;
        }
        string? type = null;
        long[]? shape = null, offsets = null;
        foreach (var property in value.EnumerateObject())
        {
            switch (property.Name)
            {
                case "dtype": type = property.Value.GetString(); break;
                case "shape": shape = Integers(property.Value, name, Shape.MaxRank); break;
                case "data_offsets": offsets = Integers(property.Value, name, 2); break;
                default:
                    throw new ModelFileException(
                    $"tensor {DataException.Show(name)} has an unknown property {DataException.Show(property.Name)}");
            }
        }
        if (type is null || shape is null || offsets is not { Length: 2 })
            throw new ModelFileException($"tensor {DataException.Show(name)} lacks dtype, shape or data_offsets");
        long elements = 1;
        try
        {
            foreach (var extent in shape) elements = checked(elements * extent);
            elements = checked(elements * SizeOf(type, name));
        }
        catch (OverflowException)
        {
            throw new ModelFileException($"tensor {DataException.Show(name)} has a shape whose size overflows");
        }
        var (begin, end) = (offsets[0], offsets[1]);
        if (end < begin || end > _file.Length - _dataStart)
            throw new ModelFileException(
                $"tensor {DataException.Show(name)} spans bytes {begin} to {end} but the data has {_file.Length - _dataStart}");
        if (end - begin != elements)
            throw new ModelFileException(
                $"tensor {DataException.Show(name)} spans {end - begin} bytes but its shape and type need {elements}");
        Tensors.Add(name, new SafeTensor(type, shape, (int)begin, (int)(end - begin)));
    }

    private void CheckCoverage()
    {
        var sorted = new List<KeyValuePair<string, SafeTensor>>(Tensors);
        sorted.Sort(static (a, b) => a.Value.Begin != b.Value.Begin
            ? a.Value.Begin.CompareTo(b.Value.Begin) : a.Value.Length.CompareTo(b.Value.Length));
        var end = 0;
        foreach (var (name, tensor) in sorted)
        {
            if (tensor.Begin != end) throw new ModelFileException(
                $"tensor {DataException.Show(name)} begins at byte {tensor.Begin} of the data, not at {end}: tensors overlap or leave a hole");
            end += tensor.Length;
        }
        if (end != _file.Length - _dataStart)
            throw new ModelFileException($"its tensors cover {end} bytes but {_file.Length - _dataStart} follow the header");
    }

    private static long[] Integers(JsonElement array, string name, int most)
    {
        if (array.GetArrayLength() > most) throw new ModelFileException(
            $"tensor {DataException.Show(name)} lists {array.GetArrayLength()} numbers where at most {most} may stand");
        var integers = new long[array.GetArrayLength()];
        for (var i = 0; i < integers.Length; i++)
            if (!array[i].TryGetInt64(out integers[i]) || integers[i] < 0)
                throw new ModelFileException($"tensor {DataException.Show(name)} has a number that is negative or no integer");
        return integers;
    }

    private static int SizeOf(string type, string name) => type switch
    {
        "BOOL" or "U8" or "I8" => 1,
        "U16" or "I16" or "F16" or "BF16" => 2,
        "U32" or "I32" or "F32" => 4,
        "U64" or "I64" or "F64" => 8,
        _ => throw new ModelFileException(
            $"tensor {DataException.Show(name)} has the type {DataException.Show(type)}, which the format does not know"),
    };
}

/// <summary>One tensor of a safetensors file.</summary>
/// <param name="Type">Its element type, such as F32.</param>
/// <param name="Extents">Its shape.</param>
/// <param name="Begin">Its first byte in the data.</param>
/// <param name="Length">Its bytes.</param>
internal readonly record struct SafeTensor(string Type, long[] Extents, int Begin, int Length);
