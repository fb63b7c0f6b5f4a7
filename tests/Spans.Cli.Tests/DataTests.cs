using Spans.Testing;

namespace Spans.Cli.Tests;

/// <summary><c>spans data</c> and the options that choose columns and rows.</summary>
public sealed class DataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Data_Table_DescribesEachColumn()
    {
        // 1, 2, 3, 4: mean 2.5, deviation √1.25; the target's mean is 25, its deviation √125.
        _folder.Write("table.csv", "size,colour,price\n1,red,10\n2,blue,20\n3,red,30\n4,blue,40\n");
        foreach (var scale in (string[])["standard", "minmax", "none", "8"])
        {
            var lines = Tool.Run(
                _folder.Path, "data", "--data", "table.csv", "--test", "0", "--task", "regression", "--scale", scale)
                    .Ends(0).Lines;
            Assert.Contains("  size: number, mean 2.5, standard deviation 1.11803, from 1 to 4", lines);
            Assert.Contains("  colour: text, 2 categories: blue, red", lines);
            Assert.Contains("  target price: mean 25, standard deviation 11.1803", lines);
        }
    }

    [Fact]
    public void Data_Classes_AreCounted()
    {
        SampleFiles.Flowers(_folder);
        var lines = Tool.Run(_folder.Path, "data", "--data", "flowers.csv").Ends(0).Lines;
        foreach (var kind in "abc") Assert.Contains($"  class {kind}: 30 rows", lines);
        Assert.DoesNotContain(lines, static line => line.Contains("Spans.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-1", "price")]
    [InlineData("-3", "area")]
    [InlineData("1", "age")]
    [InlineData("age", "age")]
    public void Target_ByNumberFromEitherEnd_IsThatColumn(string target, string name)
    {
        SampleFiles.Prices(_folder);
        var spaced = Tool.Run(_folder.Path, "data", "--data", "prices.csv", "--task", "regression", "--target", target).Ends(0);
        var joined = Tool.Run(_folder.Path, "data", "--data", "prices.csv", "--task", "regression", $"--target={target}").Ends(0);
        Assert.Contains($"target {name}:", spaced.Output, StringComparison.Ordinal);
        Assert.Equal(spaced.Output, joined.Output);
    }

    [Fact]
    public void Columns_KeptOrIgnored_CountFromEitherEnd()
    {
        SampleFiles.Flowers(_folder);
        var kept = Tool.Run(_folder.Path, "data", "--data", "flowers.csv", "--columns", "-4,width").Ends(0).Output;
        var ignored = Tool.Run(_folder.Path, "data", "--data", "flowers.csv", "--ignore", "-2").Ends(0).Output;
        Assert.Equal(kept, ignored);
        Assert.DoesNotContain("colour", kept, StringComparison.Ordinal);
    }

    [Fact]
    public void TestRows_OfAFile_AreTheTestSet()
    {
        SampleFiles.Prices(_folder);
        _folder.Write("rows.txt", "0\n5\n119\n");
        var output = Tool.Run(_folder.Path, "data", "--data", "prices.csv", "--test-rows", "rows.txt").Ends(0).Output;
        Assert.Contains("117 to train, 0 to validate, 3 to test", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_DroppedOrFilled_KeepsOtherRows()
    {
        _folder.Write("holes.csv", "a,b,c\n1,2,1.5\n2,,2.5\n3,4,3.5\n4,5,NA\n5,6,5.5\n6,7,6.5\n");
        string[] data = ["data", "--data", "holes.csv", "--test", "0"];
        Assert.Contains(
            "4 to train", Tool.Run(_folder.Path, [.. data, "--missing", "drop"]).Ends(0).Output, StringComparison.Ordinal);
        Tool.Run(_folder.Path, data).Refuses(1, "line 3", "'b'");
    }

    [Fact]
    public void Names_WithControlCharacters_AreNotPrintedRaw()
    {
        _folder.Write("evil.csv", "a\e[31m,b\n1,2.5\n2,3.5\n3,4.5\n4,5.5\n");
        var result = Tool.Run(_folder.Path, "data", "--data", "evil.csv").Ends(0);
        Assert.DoesNotContain('\e', result.Output + result.Errors);
    }
}
