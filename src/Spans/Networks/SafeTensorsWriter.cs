using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CommunityToolkit.HighPerformance;
using Spans.Memory;
using Spans.Native;

namespace Spans.Networks;

/// <summary>
/// Writes tensors as one safetensors file, straight from where they live. The metadata carries a SHA-256 of header and data,
/// computed with the digest's own hex digits as zeros, so that any damage is found on loading.
/// </summary>
internal sealed class SafeTensorsWriter(ITensors tensors) : IFileSource
{
    /// <summary>The metadata entry that holds the digest.</summary>
    internal const string DigestName = "spans.sha256";

    private static readonly string s_zeros = new('0', 2 * SHA256.HashSizeInBytes);
    private readonly Dictionary<string, string> _metadata = [];

    internal void AddMetadata(string name, string text) => _metadata.Add(name, text);

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The file would be longer than can be loaded; nothing was written.</exception>
    public void WriteTo(Stream stream)
    {
        var header = Header();
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(length);
        hash.AppendData(header);
        tensors.Visit(new Bytes(hash, null));
        var place = header.AsSpan().IndexOf(Encoding.ASCII.GetBytes(s_zeros));
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()), header.AsSpan(place));
        stream.Write(length);
        stream.Write(header);
        tensors.Visit(new Bytes(null, stream));
    }

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
            var entries = new Entries(json);
            tensors.Visit(entries);
            json.WriteEndObject();
            if (entries.Length > Array.MaxLength - buffer.WrittenCount - json.BytesPending - 16)
                throw new NotSupportedException(
                    $"The tensors have {entries.Length} bytes, more than the {Array.MaxLength} that one file may have to be loaded.");
        }
        // Data begins on a multiple of eight bytes, as the format recommends; spaces may pad the header.
        var header = new byte[(buffer.WrittenCount + 7) / 8 * 8];
        buffer.WrittenSpan.CopyTo(header);
        header.AsSpan(buffer.WrittenCount).Fill((byte)' ');
        return header;
    }

    private sealed class Entries(Utf8JsonWriter json) : ITensorSink
    {
        internal long Length { get; private set; }

        public void Floats(string name, Shape shape, Span<float> values) =>
            Add(name, "F32", shape, sizeof(float) * (long)values.Length);

        public void Counts(string name, Shape shape, Span<long> values) =>
            Add(name, "I64", shape, sizeof(long) * (long)values.Length);

        private void Add(string name, string type, Shape shape, long bytes)
        {
            json.WriteStartObject(name);
            json.WriteString("dtype", type);
            json.WriteStartArray("shape");
            for (var i = 0; i < shape.Rank; i++) json.WriteNumberValue(shape[i]);
            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(Length);
            json.WriteNumberValue(Length += bytes);
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    // Into the digest or into the file. The format is little-endian; on a machine that is not, numbers are turned one by one.
    private sealed class Bytes(IncrementalHash? hash, Stream? stream) : ITensorSink
    {
        public void Floats(string name, Shape shape, Span<float> values)
        {
            if (BitConverter.IsLittleEndian)
            {
                Take(values.AsBytes());
                return;
            }
            Span<byte> one = stackalloc byte[sizeof(float)];
            foreach (var value in values)
            {
                BinaryPrimitives.WriteSingleLittleEndian(one, value);
                Take(one);
            }
        }

        public void Counts(string name, Shape shape, Span<long> values)
        {
            Span<byte> one = stackalloc byte[sizeof(long)];
            foreach (var value in values)
            {
                BinaryPrimitives.WriteInt64LittleEndian(one, value);
                Take(one);
            }
        }

        private void Take(ReadOnlySpan<byte> bytes)
        {
            hash?.AppendData(bytes);
            stream?.Write(bytes);
        }
    }
}
