using System.Text;

namespace Spans.Data;

/// <summary>Opens files of data; what the operating system refuses becomes a <see cref="DataException"/> of one line.</summary>
internal static class DataFile
{
    /// <summary>A path as a message shows it.</summary>
    internal static string Show(string path) => DataException.Show(path, 300)[1..^1];

    /// <summary>Opens a file to be read from start to end.</summary>
    internal static FileStream Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (Directory.Exists(path)) throw new DataException($"{Show(path)} is a folder; a file is needed.");
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException($"{Show(path)} does not exist.", fault);
        }
        catch (Exception fault) when (
            fault is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new DataException($"{Show(path)} cannot be opened: {DataException.Line(fault.Message)}", fault);
        }
    }

    /// <summary>Whether a seekable stream starts as gzip does; leaves it at its start.</summary>
    internal static bool IsGzip(Stream file)
    {
        Span<byte> start = stackalloc byte[2];
        var read = file.ReadAtLeast(start, 2, throwOnEndOfStream: false);
        file.Position = 0;
        return read == 2 && start[0] == 0x1F && start[1] == 0x8B;
    }

    /// <summary>The file's text as UTF-8 bytes: unpacked where it is gzip, recoded where a mark says UTF-16.</summary>
    internal static Stream OpenText(string path)
    {
        var file = Open(path);
        if (IsGzip(file)) return Unpacked(file, path);
        Span<byte> mark = stackalloc byte[2];
        var read = file.ReadAtLeast(mark, 2, throwOnEndOfStream: false);
        file.Position = 0;
        if (read < 2) return file;
        return (mark[0], mark[1]) switch
        {
            (0xFF, 0xFE) => Encoding.CreateTranscodingStream(file, new UnicodeEncoding(false, true, true), Encoding.UTF8),
            (0xFE, 0xFF) => Encoding.CreateTranscodingStream(file, new UnicodeEncoding(true, true, true), Encoding.UTF8),
            _ => file,
        };
    }

    private static WholeGzip Unpacked(FileStream file, string path)
    {
        try
        {
            return new WholeGzip(file);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException)
        {
            file.Dispose();
            throw new DataException($"{Show(path)}: cannot be read: {DataException.Line(fault.Message).TrimEnd('.')}.", fault);
        }
    }

    /// <summary>Passes over <paramref name="lines"/> lines; false if the file ends before.</summary>
    internal static bool SkipLines(Stream text, int lines)
    {
        for (var line = 0; line < lines; line++)
        {
            int c;
            while ((c = text.ReadByte()) != '\n')
                if (c < 0) return false;
        }
        return true;
    }
}
