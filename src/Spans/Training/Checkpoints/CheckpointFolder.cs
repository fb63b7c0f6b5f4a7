using System.Globalization;
using Spans.Native;
using Spans.Networks;

namespace Spans.Training;

/// <summary>The checkpoints of one training: files named by their step, <c>checkpoint-000000001200.safetensors</c>.</summary>
public static class CheckpointFolder
{
    private const string Prefix = "checkpoint-";
    private const string Extension = ".safetensors";
    private const int Digits = 12;

    /// <summary>
    /// The checkpoints in <paramref name="folder"/>, the one of the last step first; none if there is no such folder.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IReadOnlyList<string> Files(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder)) return [];
        var files = new List<string>();
        foreach (var path in Directory.EnumerateFiles(folder, Prefix + "*" + Extension))
            if (IsOurs(Path.GetFileNameWithoutExtension(path))) files.Add(path);
        // Steps have all their digits, so the order of names is that of steps.
        files.Sort(static (a, b) => string.CompareOrdinal(Path.GetFileName(b), Path.GetFileName(a)));
        return files;
    }

    /// <summary>The checkpoint of the last step that is whole; null if there is none.</summary>
    /// <param name="folder">Where to look.</param>
    /// <param name="damaged">Is given what is wrong with each later one; may be null.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static string? Newest(string folder, ICollection<string>? damaged = null)
    {
        foreach (var path in Files(folder))
        {
            try
            {
                CheckpointFile.Check(path);
                return path;
            }
            catch (ModelFileException e)
            {
                damaged?.Add(e.Message);
            }
        }
        return null;
    }

    /// <summary>
    /// Makes the folder and finds out whether checkpoints can be written there; removes what a crash left half written.
    /// </summary>
    /// <exception cref="IOException">They cannot.</exception>
    /// <exception cref="UnauthorizedAccessException">They may not.</exception>
    public static void Prepare(string folder)
    {
        Directory.CreateDirectory(folder);
        DurableFile.RemoveLeftovers(folder, Prefix + "*" + Extension);
        DurableFile.CheckWritable(FileOf(folder, 0));
    }

    internal static string FileOf(string folder, long step) =>
        Path.Combine(folder, Prefix + step.ToString(CultureInfo.InvariantCulture).PadLeft(Digits, '0') + Extension);

    /// <summary>Removes all but the last <paramref name="keep"/>.</summary>
    internal static void Prune(string folder, int keep)
    {
        var files = Files(folder);
        for (var i = keep; i < files.Count; i++) File.Delete(files[i]);
    }

    private static bool IsOurs(string name) =>
        name.Length == Prefix.Length + Digits && !name.AsSpan(Prefix.Length).ContainsAnyExceptInRange('0', '9');
}
