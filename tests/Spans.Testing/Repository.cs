using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Spans.Testing;

/// <summary>The sources that the tests were built from.</summary>
public static partial class Repository
{
    /// <summary>The folder that holds Spans.sln, found from this file's own path.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The front door.</summary>
    public static string Readme { get; } = File.ReadAllText(Path.Combine(Root, "README.md"))
        .Replace("\r\n", "\n", StringComparison.Ordinal);

    /// <summary>
    /// The README's fenced blocks of <paramref name="language"/>, first to last; empty for those that name none.
    /// </summary>
    public static IReadOnlyList<string> ReadmeBlocks(string language) =>
        [.. Fence().Matches(Readme).Where(fence => fence.Groups["language"].Value == language)
            .Select(static fence => fence.Groups["text"].Value)];

    [GeneratedRegex("^```(?<language>\\w*)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    private static string FindRoot([CallerFilePath] string here = "")
    {
        for (var folder = Path.GetDirectoryName(here); folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Spans.sln"))) return folder;
        throw new DirectoryNotFoundException(
            $"No folder above {here} holds Spans.sln: these tests read the sources they were built from.");
    }
}
