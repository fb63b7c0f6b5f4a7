using System.Buffers.Binary;
using System.Globalization;
using System.Numerics.Tensors;
using Spans.Memory;

namespace Spans.Data;

/// <summary>
/// An IDX file of unsigned bytes (LeCun, MNIST), plain or gzip: four bytes of magic, the extents big-endian, then the bytes.
/// The header is held against the bytes that are there before anything is allocated for them.
/// </summary>
internal sealed class IdxSource : IDisposable
{
    // Two zero bytes, 0x08 for unsigned bytes, and the number of extents.
    private const uint Magic = 0x0800;

    private readonly string _path;
    private readonly Stream _stream;
    private readonly long _header;
    private readonly long _bytes;

    /// <summary>Opens a file of <paramref name="rank"/> extents, the first being the number of items.</summary>
    internal IdxSource(string path, int rank)
    {
        _path = path;
        var file = DataFile.Open(path);
        _stream = file;
        try
        {
            var isGzip = DataFile.IsGzip(file);
            if (isGzip) _stream = new WholeGzip(file);
            Span<byte> header = stackalloc byte[4 * (1 + rank)];
            _header = header.Length;
            Fill(header[..4], 0);
            var magic = BinaryPrimitives.ReadUInt32BigEndian(header);
            if (magic != (Magic | (uint)rank))
                throw Fault(
                    0, Invariant($"the magic number is 0x{magic:x8} but must be 0x{Magic | (uint)rank:x8} ({What(rank)})"));
            Fill(header[4..], 4);
            Span<uint> extents = stackalloc uint[rank];
            UInt128 bytes = 1;
            for (var i = 0; i < rank; i++)
            {
                extents[i] = BinaryPrimitives.ReadUInt32BigEndian(header[(4 * (1 + i))..]);
                if (extents[i] == 0) throw Fault(4 * (1 + i), i == 0 ? "the file holds no items" : "an extent is zero");
                bytes *= extents[i];
            }
            // A deflated byte gives 1032 at best, so a small file cannot ask for much memory.
            var present = isGzip ? ((WholeGzip)_stream).MostBytes : file.Length - _header;
            if (bytes > (UInt128)present || (!isGzip && bytes < (UInt128)present))
                throw Fault(4,
                    Invariant(
                        $"the extents {Join(extents)} need {bytes} bytes but the file has {(isGzip ? "at most " : "")}{present}"));
            if (bytes > (UInt128)Array.MaxLength)
                throw Fault(4, Invariant($"the extents {Join(extents)} pass {Array.MaxLength} bytes"));
            _bytes = (long)bytes;
            Count = (int)extents[0];
            Span<int> item = stackalloc int[rank];
            item[0] = 1;
            for (var i = 1; i < rank; i++) item[i] = (int)extents[i];
            ItemShape = Shape.Create(item);
        }
        catch (Exception fault)
        {
            _stream.Dispose();
            file.Dispose();
            if (fault is IOException or InvalidDataException) throw Unreadable(fault);
            throw;
        }
    }

    /// <summary>The number of items.</summary>
    internal int Count { get; }

    /// <summary>One item: [1, height, width] of an image, [1] of a label.</summary>
    internal Shape ItemShape { get; }

    /// <summary>Reads all items as numbers between 0 and 1: byte / 255.</summary>
    internal void ReadUnit(Span<float> destination)
    {
        Span<byte> chunk = new byte[1 << 16];
        for (var done = 0; done < destination.Length;)
        {
            var part = chunk[..Math.Min(chunk.Length, destination.Length - done)];
            Fill(part, _header + done);
            var floats = destination.Slice(done, part.Length);
            TensorPrimitives.ConvertTruncating<byte, float>(part, floats);
            TensorPrimitives.Divide(floats, 255f, floats);
            done += part.Length;
        }
        End();
    }

    /// <summary>Reads all items as they are.</summary>
    internal void ReadBytes(Span<byte> destination)
    {
        Fill(destination, _header);
        End();
    }

    /// <summary>A fault at an offset of the unpacked file.</summary>
    internal DataException Fault(long offset, string reason) =>
        new(Invariant($"{DataFile.Show(_path)}: offset {offset}: {reason}."));

    public void Dispose() => _stream.Dispose();

    private void Fill(Span<byte> destination, long offset)
    {
        var read = 0;
        try
        {
            read = _stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException)
        {
            throw Unreadable(fault);
        }
        if (read < destination.Length)
            throw Fault(offset + read, _bytes == 0 ? "the file ends within its header"
                : Invariant($"the file ends here but its header promises {_bytes} bytes behind it"));
    }

    private void End()
    {
        try
        {
            if (_stream.ReadByte() < 0) return;
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException)
        {
            throw Unreadable(fault);
        }
        throw Fault(_header + _bytes, "the file goes on where its header ends it");
    }

    private DataException Unreadable(Exception fault) =>
        new($"{DataFile.Show(_path)}: cannot be read: {DataException.Line(fault.Message).TrimEnd('.')}.", fault);

    private static string What(int rank) => rank == 1 ? "labels as bytes" : "images of bytes";

    private static string Join(ReadOnlySpan<uint> extents)
    {
        var text = extents[0].ToString(CultureInfo.InvariantCulture);
        for (var i = 1; i < extents.Length; i++) text += Invariant($" x {extents[i]}");
        return text;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
