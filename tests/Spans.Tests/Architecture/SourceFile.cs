using System.Text;
using System.Text.RegularExpressions;
using Spans.Testing;

namespace Spans.Tests.Architecture;

/// <summary>One C# file of the repository.</summary>
/// <param name="Path">Below the repository's root, with slashes.</param>
/// <param name="Text">As it is.</param>
internal sealed partial record SourceFile(string Path, string Text)
{
    /// <summary>The file without comments, and with strings and characters emptied: what the compiler takes for code.</summary>
    internal string Code => field ??= Strip(Text);

    /// <summary>
    /// The first folder of its project, which is its namespace: <c>Kernels</c>. Empty for files at the project's top.
    /// </summary>
    internal string Room =>
        Path.Split('/') is ["src", "Spans.Cli", ..] ? "Spans.Cli" : Path.Split('/') is ["src", _, var room, _, ..] ? room : "";

    /// <summary>Lines, the last line's end not counted as another.</summary>
    internal int Lines => Text.TrimEnd('\n').Split('\n').Length;

    /// <summary>The file's name without extension.</summary>
    internal string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The folder that holds Spans.sln.</summary>
    internal static string Root => Repository.Root;

    /// <summary>Every C# file below <paramref name="folders"/> that is not made by a build.</summary>
    internal static IReadOnlyList<SourceFile> Below(params string[] folders) =>
        [.. from folder in folders
            from file in Directory.EnumerateFiles(System.IO.Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            let path = System.IO.Path.GetRelativePath(Root, file).Replace('\\', '/')
            where !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)
            orderby path
            select new SourceFile(path, File.ReadAllText(file).Replace("\r\n", "\n"))];

    /// <summary>The bodies of the methods named <paramref name="name"/>.</summary>
    internal IEnumerable<string> Bodies(string name)
    {
        foreach (Match match in Regex.Matches(Code, $@"\b{name}(<[^>]*>)?\([^()]*\)[^;{{=]*(\{{|=>)"))
        {
            var start = match.Index + match.Length;
            if (match.Value.EndsWith("=>", StringComparison.Ordinal))
            {
                yield return Code[start..Code.IndexOf(';', start)];
                continue;
            }
            var depth = 1;
            var end = start;
            for (; depth > 0; end++) depth += Code[end] == '{' ? 1 : Code[end] == '}' ? -1 : 0;
            yield return Code[start..(end - 1)];
        }
    }

    /// <summary>Where a match lies, for messages.</summary>
    internal string At(int index) => $"{Path}:{Code[..index].Count(c => c == '\n') + 1}";

    // Holes of interpolated strings go with the string: no rule needs them.
    private static string Strip(string text) => Noise().Replace(text, match =>
    {
        var kept = new StringBuilder(match.Value[0] == '/' ? "" : "\"\"");
        foreach (var c in match.Value) if (c == '\n') kept.Append('\n');
        return kept.ToString();
    });

    [GeneratedRegex(
        """//[^\n]*|/\*.*?\*/|\$*(?<q>\"{3,}).*?\k<q>|\$?@\$?"(?:[^"]|"")*"|\$?"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)[^'\n]*'""",
        RegexOptions.Singleline)]
    private static partial Regex Noise();
}
