using Spans.Native;

namespace Spans.Tests.Reliability;

/// <summary>
/// The disk, but request number k fails; a write of it leaves half of its bytes. With <paramref name="forGood"/> all that follow
/// fail too.
/// </summary>
internal sealed class FailingFiles(int k, bool forGood) : IFileLayer
{
    private readonly DiskLayer _disk = DiskLayer.Instance;
    private int _requests;

    /// <summary>Whether number k came.</summary>
    internal bool HasFailed { get; private set; }

    public Stream Create(string path)
    {
        Count("open");
        return new FailingStream(_disk.Create(path), this);
    }

    public void Flush(Stream stream)
    {
        Count("fsync");
        _disk.Flush(((FailingStream)stream).Inner);
    }

    public void Rename(string from, string to)
    {
        Count("rename");
        _disk.Rename(from, to);
    }

    public void FlushFolder(string folder)
    {
        Count("fsync of the folder");
        _disk.FlushFolder(folder);
    }

    public void Delete(string path)
    {
        if (forGood && HasFailed) throw new IOException("Input/output error (unlink)");
        _disk.Delete(path);
    }

    private void Count(string what)
    {
        if (++_requests == k || (forGood && HasFailed))
        {
            HasFailed = true;
            throw new IOException($"Input/output error ({what})");
        }
    }

    private sealed class FailingStream(Stream inner, FailingFiles files) : Stream
    {
        internal Stream Inner => inner;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            try
            {
                files.Count("write");
            }
            catch (IOException)
            {
                inner.Write(buffer[..(buffer.Length / 2)]);
                inner.Flush();
                throw;
            }
            inner.Write(buffer);
        }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
