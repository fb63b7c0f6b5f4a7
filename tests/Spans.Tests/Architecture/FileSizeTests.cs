namespace Spans.Tests.Architecture;

public class FileSizeTests
{
    // Most of these is raw text.
    private static readonly string[] s_texts = ["ReadmeTable", "ResultsFile", "HotCode"];

    [Fact]
    public void EveryFile_HasAtMost400Lines() =>
        Assert.Empty(SourceFile.Below("src", "tests", "benchmarks").Where(file => file.Lines > 400)
            .Select(file => $"{file.Path}: {file.Lines} lines"));

    [Fact]
    public void TheMedianFileOfTheLibraries_HasFewerThan120Lines()
    {
        var lines = SourceFile.Below("src").Select(file => file.Lines).Order().ToArray();
        Assert.InRange(lines[lines.Length / 2], 1, 119);
    }

    // A literal is as long as it is.
    [Fact]
    public void EveryLine_WithoutALiteral_HasAtMost130Columns() => Assert.Empty(
        from file in SourceFile.Below("src", "tests", "benchmarks")
        where !s_texts.Contains(file.Name)
        from line in file.Text.Split('\n').Select((text, i) => (Text: text, Number: i + 1))
        where line.Text.Length > 130 && !line.Text.Contains('"', StringComparison.Ordinal)
        select $"{file.Path}:{line.Number}: {line.Text.Length} columns");
}
