namespace Spans.Benchmarks.Peers.Reports;

/// <summary><c>readme</c>: writes the README's comparison table from the newest results, between two markers.</summary>
internal static class ReadmeCommand
{
    private const string Begin = "<!-- peers:begin -->", End = "<!-- peers:end -->";

    public static int Run()
    {
        if (ResultsFile.LoadNewest() is not { } results)
        {
            Console.Error.WriteLine($"There are no results in {ResultsFile.Folder()}: run peers without --quick first.");
            return 1;
        }
        var readme = Path.Combine(ResultsFile.Folder(), "..", "..", "README.md");
        var text = File.ReadAllText(readme);
        var begin = text.IndexOf(Begin, StringComparison.Ordinal);
        var end = text.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
        {
            Console.Error.WriteLine($"README.md has no lines {Begin} and {End} to write between.");
            return 1;
        }
        File.WriteAllText(readme, $"{text[..(begin + Begin.Length)]}\n{ReadmeTable.Of(results)}{text[end..]}");
        Console.WriteLine($"README.md now shows the results of {results.Newest:yyyy-MM-dd} on {results.Machine.Cpu}.");
        return 0;
    }
}
