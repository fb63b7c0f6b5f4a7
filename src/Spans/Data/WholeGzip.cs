using System.Buffers.Binary;
using System.IO.Compression;

namespace Spans.Data;

/// <summary>
/// Unpacks one gzip stream that fills a file, and makes sure that it was whole: <see cref="GZipStream"/> takes a cut-off file for
/// a short one, and passes over bytes behind the end.
/// </summary>
internal sealed class WholeGzip : ForwardStream
{
    private const int HeaderAndTrailer = 18;

    private readonly FileStream _file;
    private readonly GZipStream _unpacked;
    private readonly uint _expected;
    private uint _read;

    /// <summary>Takes over a file that stands at its start.</summary>
    /// <exception cref="InvalidDataException">The file is shorter than an empty gzip stream.</exception>
    internal WholeGzip(FileStream file)
    {
        _file = file;
        if (file.Length < HeaderAndTrailer) throw Cut();
        // The last four bytes are the unpacked length modulo 2^32.
        Span<byte> trailer = stackalloc byte[4];
        file.Position = file.Length - 4;
        file.ReadExactly(trailer);
        file.Position = 0;
        _expected = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        _unpacked = new GZipStream(file, CompressionMode.Decompress);
    }

    /// <summary>The most bytes the file can unpack to: deflate codes at best 1032 bytes in one.</summary>
    internal long MostBytes => _file.Length * 1032;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var read = _unpacked.Read(buffer);
        _read += (uint)read;
        if (read == 0 && buffer.Length > 0 && _read != _expected) throw Cut();
        return read;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _unpacked?.Dispose();
            _file.Dispose();
        }
        base.Dispose(disposing);
    }

    private static InvalidDataException Cut() => new("the gzip stream is cut off, damaged, or followed by other bytes");
}
