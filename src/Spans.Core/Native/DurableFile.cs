namespace Spans.Native;

/// <summary>
/// Writes a file so that a crash leaves the old content or the new, never a part: temporary file in the same folder, flush to
/// disk, rename over the target, flush of the folder.
/// </summary>
public static class DurableFile
{
    /// <summary>What the name of a temporary file ends in.</summary>
    public const string TemporarySuffix = ".tmp";

    /// <summary>
    /// Writes <paramref name="path"/> from <paramref name="source"/>; on failure the old file stays and nothing else does.
    /// </summary>
    /// <exception cref="IOException">The folder is missing, full or not writable.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or file may not be written.</exception>
    public static void Write<TSource>(string path, TSource source)
        where TSource : IFileSource => Write(path, source, DiskLayer.Instance);

    internal static void Write<TSource>(string path, TSource source, IFileLayer files) where TSource : IFileSource
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var target = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(target) ?? throw new IOException($"{path} names no file.");
        var temporary = $"{target}.{Environment.ProcessId}{TemporarySuffix}";
        try
        {
            using (var stream = files.Create(temporary))
            {
                source.WriteTo(stream);
                files.Flush(stream);
            }
            files.Rename(temporary, target);
            files.FlushFolder(folder);
        }
        catch (ArgumentOutOfRangeException e) when (e.ParamName == "value")
        {
            // What the runtime makes of EFBIG: the user's limit or the file system's.
            TryDelete(temporary, files);
            throw new IOException($"{path} would be longer than the system lets a file be.", e);
        }
        catch
        {
            TryDelete(temporary, files);
            throw;
        }
    }

    /// <summary>Finds out whether <paramref name="path"/> could be written, leaving it as it is.</summary>
    /// <exception cref="IOException">The folder is missing or takes no file, or the path is a folder, a device or a
    /// pipe.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void CheckWritable(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var target = Path.GetFullPath(path);
        if (Directory.Exists(target)) throw new IOException($"{path} is a folder, not a file.");
        var folder = Path.GetDirectoryName(target);
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"The folder of {path} does not exist.");
        if (SpecialFile.IsAt(target)) throw new IOException($"{path} is a device or a pipe, not a file.");
        if (File.Exists(target)) using (new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) { }
        var probe = $"{target}.{Environment.ProcessId}{TemporarySuffix}";
        try
        {
            using (new FileStream(probe, FileMode.Create, FileAccess.Write, FileShare.None)) { }
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"No file can be made in the folder of {path}.", e);
        }
    }

    /// <summary>
    /// Removes what writers that were killed left of the files named like <paramref name="pattern"/>. A file that a live process
    /// still writes stays: it is locked.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static void RemoveLeftovers(string folder, string pattern)
    {
        foreach (var path in Directory.EnumerateFiles(folder, pattern + ".*" + TemporarySuffix))
        {
            var process = Path.GetExtension(Path.GetFileNameWithoutExtension(path.AsSpan()));
            if (process.Length < 2 || process[1..].ContainsAnyExceptInRange('0', '9')) continue;
            try
            {
                using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None)) { }
                File.Delete(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Somebody is at it, or it is not ours to remove.
            }
        }
    }

    private static void TryDelete(string path, IFileLayer files)
    {
        try
        {
            files.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The failure that brought us here says more than this one.
        }
    }
}

/// <summary>What <see cref="DurableFile"/> writes.</summary>
public interface IFileSource
{
    /// <summary>Writes the whole content.</summary>
    void WriteTo(Stream stream);
}
