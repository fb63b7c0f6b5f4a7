using Spans.Native;

namespace Spans.Cli.Running;

/// <summary>Finds out before any work whether its result can be kept.</summary>
internal static class OutputFile
{
    /// <exception cref="UsageException">The result would take the place of what it is made from.</exception>
    internal static void CheckIsNot(string output, string option, string input)
    {
        if (File.Exists(input) && Path.GetFullPath(output) == Path.GetFullPath(input))
            throw new UsageException($"--output {output} would overwrite {option}; give another name.");
    }

    /// <exception cref="RunException">The file cannot be written.</exception>
    internal static void CheckWritable(string path, string option = "--output")
    {
        try
        {
            DurableFile.CheckWritable(path);
            var target = Path.GetFullPath(path);
            DurableFile.RemoveLeftovers(Path.GetDirectoryName(target)!, Path.GetFileName(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new RunException($"{option} {path} cannot be written: {e.Message}");
        }
    }
}
