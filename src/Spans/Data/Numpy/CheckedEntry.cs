using System.IO.Compression;

namespace Spans.Data.Numpy;

/// <summary>The bytes of one entry of a zip file, held against the length and the checksum the file gives for them.</summary>
internal sealed class CheckedEntry(ZipArchiveEntry entry) : ForwardStream
{
    private readonly Stream _stream = entry.Open();
    private Crc32 _crc = new();
    private long _read;

    /// <inheritdoc/>
    public override long Length => entry.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var read = _stream.Read(buffer);
        _crc.Add(buffer[..read]);
        _read += read;
        if (read == 0 && buffer.Length > 0 && (_read != entry.Length || _crc.Value != entry.Crc32))
            throw new InvalidDataException("its content does not match its checksum: the file is damaged");
        return read;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _stream.Dispose();
        base.Dispose(disposing);
    }
}
