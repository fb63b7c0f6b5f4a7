using System.Globalization;
using System.IO.MemoryMappedFiles;
using System.Text;

namespace Spans.GuardProbe;

/// <summary>
/// What is under way, in a file that outlives a process that dies: written without a system call, so that it costs nothing.
/// </summary>
internal sealed unsafe class Progress : IDisposable
{
    private const int Bytes = 512;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _bytes;

    internal Progress(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Create, null, Bytes);
        _view = _file.CreateViewAccessor();
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _bytes);
    }

    /// <summary>Names what is run from now on.</summary>
    internal void Begin(string name)
    {
        var text = new Span<byte>(_bytes + 16, Bytes - 16);
        text.Clear();
        Encoding.UTF8.GetBytes(name.AsSpan(0, Math.Min(name.Length, 200)), text);
    }

    /// <summary>The size and place of the next run.</summary>
    internal void At(int n, int slack, bool wallAfter)
    {
        ((int*)_bytes)[0] = n;
        ((int*)_bytes)[1] = slack;
        ((int*)_bytes)[2] = wallAfter ? 1 : 0;
    }

    /// <summary>What a process that died was doing.</summary>
    internal static string Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var text = Encoding.UTF8.GetString(bytes.AsSpan(16)).TrimEnd('\0');
        return string.Create(CultureInfo.InvariantCulture,
            $"{text}, size {BitConverter.ToInt32(bytes, 0)}, slack {BitConverter.ToInt32(bytes, 4)}, wall {(BitConverter.ToInt32(bytes, 8) == 1 ? "after the end" : "before the start")}");
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
