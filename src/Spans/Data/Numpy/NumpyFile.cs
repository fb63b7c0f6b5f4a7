using System.IO.Compression;
using Spans.Native;

namespace Spans.Data.Numpy;

/// <summary>
/// Arrays in NumPy's files: .npy with one, .npz (a zip of them) with several by name. Pickled objects are never read.
/// </summary>
public static class NumpyFile
{
    /// <summary>The most arrays of one .npz file.</summary>
    public const int MaxArrays = 1000;

    private const string Suffix = ".npy";

    /// <summary>Whether a name ends as those of NumPy's files do.</summary>
    public static bool IsName(string path) => path.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) || IsArchiveName(path);

    /// <summary>Whether a name ends in .npz.</summary>
    public static bool IsArchiveName(string path) => path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a .npy file.</summary>
    /// <exception cref="DataException">The file cannot be read, is damaged, or holds what is no array of numbers.</exception>
    public static NumpyArray Read(string path)
    {
        using var file = DataFile.Open(path);
        return NumpyStream.Read(file, file.Length, DataFile.Show(path));
    }

    /// <summary>Reads those arrays of a .npz file that are asked for by name; those it does not have are left out.</summary>
    /// <param name="path">The file.</param>
    /// <param name="names">The names, without .npy.</param>
    /// <exception cref="DataException">The file cannot be read, is damaged, or an array asked for is none of numbers.</exception>
    public static IReadOnlyDictionary<string, NumpyArray> ReadArchive(string path, params IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        using var file = DataFile.Open(path);
        try
        {
            using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            return Read(archive, path, file.Length, names);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or NotSupportedException or ArgumentException)
        {
            throw new DataException(
                $"{DataFile.Show(path)}: cannot be read: {DataException.Line(fault.Message).TrimEnd('.')}.", fault);
        }
    }

    /// <summary>
    /// Writes float32 values in C order as NumPy's <c>save</c> would; a crash leaves the old file or the new one.
    /// </summary>
    /// <exception cref="ArgumentException">The extents do not multiply to the values.</exception>
    /// <exception cref="IOException">The file cannot be written; what was there before still is.</exception>
    public static void Write(string path, ReadOnlyMemory<float> values, params int[] extents)
    {
        ArgumentNullException.ThrowIfNull(extents);
        DurableFile.Write(path, new FloatsFile(values, extents));
    }

    /// <summary>A .npy file of float32 values, to be written.</summary>
    /// <exception cref="ArgumentException">The extents do not multiply to the values.</exception>
    public static IFileSource Floats(ReadOnlyMemory<float> values, params int[] extents) => new FloatsFile(values, extents);

    /// <summary>A .npz file of several others by name, not compressed, to be written.</summary>
    public static IFileSource Archive(params IReadOnlyList<(string Name, IFileSource Array)> arrays) => new ArchiveFile(arrays);

    private static Dictionary<string, NumpyArray> Read(
        ZipArchive archive, string path, long length, IReadOnlyCollection<string> names)
    {
        if (archive.Entries.Count > MaxArrays)
            throw new InvalidDataException($"it has {archive.Entries.Count} entries, more than {MaxArrays}");
        var arrays = new Dictionary<string, NumpyArray>();
        foreach (var entry in archive.Entries)
        {
            var name = entry.FullName.EndsWith(Suffix, StringComparison.Ordinal) ? entry.FullName[..^Suffix.Length]
                : entry.FullName;
            if (!Contains(names, name)) continue;
            var subject = $"{DataFile.Show(path)}: array {DataException.Show(name)}";
            if (arrays.ContainsKey(name)) throw new InvalidDataException($"it has two arrays {DataException.Show(name)}");
            // A deflated byte gives 1032 at best, and no entry is longer than the file.
            if (entry.CompressedLength > length || entry.Length / 1032 > entry.CompressedLength)
                throw new DataException($"{subject}: it claims {entry.Length} bytes but the file has no room for them.");
            using var stream = new CheckedEntry(entry);
            arrays.Add(name, NumpyStream.Read(stream, entry.Length, subject));
        }
        return arrays;
    }

    private static bool Contains(IReadOnlyCollection<string> names, string name)
    {
        foreach (var wanted in names)
            if (wanted == name) return true;
        return false;
    }
}
