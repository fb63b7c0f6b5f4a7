using System.Buffers.Binary;
using System.IO.Compression;
using CommunityToolkit.HighPerformance;
using Spans.Native;

namespace Spans.Data.Numpy;

/// <summary>Float32 values as a .npy file, byte for byte as NumPy writes it.</summary>
internal sealed class FloatsFile : IFileSource
{
    private readonly ReadOnlyMemory<float> _values;
    private readonly byte[] _header;

    internal FloatsFile(ReadOnlyMemory<float> values, int[] extents)
    {
        long count = 1;
        foreach (var extent in extents)
        {
            Throw.IfNegative(extent, nameof(extents));
            count = Math.Min(count * extent, int.MaxValue + 1L);
        }
        Throw.IfNotLength(values.Length, count);
        (_values, _header) = (values, NumpyHeader.Of("<f4", extents));
    }

    public void WriteTo(Stream stream)
    {
        stream.Write(_header);
        if (BitConverter.IsLittleEndian)
        {
            stream.Write(_values.Span.AsBytes());
            return;
        }
        Span<byte> one = stackalloc byte[sizeof(float)];
        foreach (var value in _values.Span)
        {
            BinaryPrimitives.WriteSingleLittleEndian(one, value);
            stream.Write(one);
        }
    }
}

/// <summary>Arrays by name as a .npz file, stored as NumPy's <c>savez</c> stores them.</summary>
internal sealed class ArchiveFile(IReadOnlyList<(string Name, IFileSource Array)> arrays) : IFileSource
{
    public void WriteTo(Stream stream)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (name, array) in arrays)
        {
            var entry = archive.CreateEntry($"{name}.npy", CompressionLevel.NoCompression);
            // The same arrays make the same file.
            entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using var content = entry.Open();
            array.WriteTo(content);
        }
    }
}
