using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CommunityToolkit.HighPerformance;
using CommunityToolkit.HighPerformance.Buffers;
using Spans.Memory;
using Spans.Native;

namespace Spans.Networks;

/// <summary>
/// Collects float tensors and writes them as one safetensors file. The metadata carries a SHA-256 of header and data, computed with
/// the digest's own hex digits as zeros, so that any damage is found on loading.
/// </summary>
internal sealed class SafeTensorsWriter : IFileSource, IDisposable
{
    /// <summary>The metadata entry that holds the digest.</summary>
    internal const string DigestName = "spans.sha256";

    private static readonly string s_zeros = new('0', 2 * SHA256.HashSizeInBytes);
    private readonly Dictionary<string, string> _metadata = [];
    private readonly List<(string Name, Shape Shape, int Begin, int End)> _tensors = [];
    private readonly ArrayPoolBufferWriter<byte> _data = new();

    internal void AddMetadata(string name, string text) => _metadata.Add(name, text);

    /// <summary>Copies a tensor's floats, little-endian.</summary>
    internal void Add(string name, Shape shape, ReadOnlySpan<float> values)
    {
        var begin = _data.WrittenCount;
        var bytes = _data.GetSpan(values.Length * sizeof(float) + 1);
        if (BitConverter.IsLittleEndian)
            values.AsBytes().CopyTo(bytes);
        else
            for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes[(i * sizeof(float))..], values[i]);
        _data.Advance(values.Length * sizeof(float));
        _tensors.Add((name, shape, begin, _data.WrittenCount));
    }

    /// <inheritdoc/>
    public void WriteTo(Stream stream)
    {
        var header = Header();
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(length);
        hash.AppendData(header);
        hash.AppendData(_data.WrittenSpan);
        var place = header.AsSpan().IndexOf(Encoding.ASCII.GetBytes(s_zeros));
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()), header.AsSpan(place));
        stream.Write(length);
        stream.Write(header);
        stream.Write(_data.WrittenSpan);
    }

    /// <inheritdoc/>
    public void Dispose() => _data.Dispose();

    /// <summary>Whether a file's bytes are those its digest was made of; null where it carries none.</summary>
    internal static bool? Verify(byte[] file, IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue(DigestName, out var digest)) return null;
        var header = file.AsSpan(8, (int)BinaryPrimitives.ReadUInt64LittleEndian(file));
        var digits = Encoding.ASCII.GetBytes(digest);
        var place = digits.Length == s_zeros.Length ? header.IndexOf(digits) : -1;
        if (place < 0) return false;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(file, 0, 8 + place);
        hash.AppendData(Encoding.ASCII.GetBytes(s_zeros));
        var rest = 8 + place + s_zeros.Length;
        hash.AppendData(file, rest, file.Length - rest);
        return Convert.ToHexStringLower(hash.GetHashAndReset()) == digest;
    }

    // The digest comes first, so that its zeros are the first that stand in the header.
    private byte[] Header()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            json.WriteString(DigestName, s_zeros);
            foreach (var (name, text) in _metadata) json.WriteString(name, text);
            json.WriteEndObject();
            foreach (var (name, shape, begin, end) in _tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", "F32");
                json.WriteStartArray("shape");
                for (var i = 0; i < shape.Rank; i++) json.WriteNumberValue(shape[i]);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(begin);
                json.WriteNumberValue(end);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        // Data begins on a multiple of eight bytes, as the format recommends; spaces may pad the header.
        var header = new byte[(buffer.WrittenCount + 7) / 8 * 8];
        buffer.WrittenSpan.CopyTo(header);
        header.AsSpan(buffer.WrittenCount).Fill((byte)' ');
        return header;
    }
}
