using System.Text.Json;

namespace Spans.Cli.Tests;

/// <summary>What a run of the tool printed and how it ended.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Errors)
{
    internal string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    internal string[] ErrorLines => Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The last line, as JSON.</summary>
    internal JsonElement LastObject => Parse(Lines[^1]);

    /// <summary>Fails, with everything printed, unless the run ended with <paramref name="code"/>.</summary>
    internal ToolResult Ends(int code)
    {
        Assert.True(ExitCode == code, $"The tool ended with {ExitCode} instead of {code}.\n{Output}\n{Errors}");
        return this;
    }

    /// <summary>
    /// Ended with <paramref name="code"/> and one or two lines that hold every one of <paramref name="words"/>, and no trace.
    /// </summary>
    internal void Refuses(int code, params string[] words)
    {
        Ends(code);
        Assert.True(ErrorLines.Length is 1 or 2, $"{ErrorLines.Length} lines of error instead of 1 or 2:\n{Errors}");
        Assert.StartsWith("error: ", Errors, StringComparison.Ordinal);
        foreach (var word in words) Assert.Contains(word, Errors, StringComparison.Ordinal);
        foreach (var sign in (string[])["   at ", "Exception", "fault of the tool"])
            Assert.DoesNotContain(sign, Errors, StringComparison.Ordinal);
    }

    internal static JsonElement Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }
}
