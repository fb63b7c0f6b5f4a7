namespace Spans.Native;

/// <summary>
/// What <see cref="DurableFile"/> asks of the operating system, so that a test can make every request fail in its turn.
/// </summary>
internal interface IFileLayer
{
    /// <summary>A new file that nobody else may open.</summary>
    Stream Create(string path);

    /// <summary>Everything written is on disk when this returns.</summary>
    void Flush(Stream stream);

    /// <summary>Gives a file another name, whatever had that name.</summary>
    void Rename(string from, string to);

    /// <summary>The names in a folder are on disk when this returns.</summary>
    void FlushFolder(string folder);

    /// <summary>Removes a file; none is no error.</summary>
    void Delete(string path);
}

/// <summary>The disk.</summary>
internal sealed class DiskLayer : IFileLayer
{
    internal static DiskLayer Instance { get; } = new();

    public Stream Create(string path) => new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);

    public void Flush(Stream stream) => ((FileStream)stream).Flush(flushToDisk: true);

    public void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    public void FlushFolder(string folder) => FolderFlush.Flush(folder);

    public void Delete(string path) => File.Delete(path);
}
