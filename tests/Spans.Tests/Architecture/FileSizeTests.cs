namespace Spans.Tests.Architecture;

public class FileSizeTests
{
    [Fact]
    public void EveryFile_HasAtMost400Lines() =>
        Assert.Empty(SourceFile.Below("src", "tests", "benchmarks").Where(file => file.Lines > 400).Select(file => $"{file.Path}: {file.Lines} lines"));

    [Fact]
    public void TheMedianFileOfTheLibraries_HasFewerThan120Lines()
    {
        var lines = SourceFile.Below("src").Select(file => file.Lines).Order().ToArray();
        Assert.InRange(lines[lines.Length / 2], 1, 119);
    }
}
