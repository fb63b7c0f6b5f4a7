using Spans.Testing;

namespace Spans.Cli.Tests.Lab;

/// <summary>What all experiments share: the list, the three ways of showing, the refusals.</summary>
public sealed class LabCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lab_Alone_ListsEveryExperiment()
    {
        var listed = Tool.Run(_folder.Path, "lab")
            .Ends(0).Lines.Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2]);
        var help = Tool.Run(_folder.Path, "lab", "--help").Ends(0).Output;
        foreach (var name in listed) Assert.Contains($"  {name} ", help, StringComparison.Ordinal);
        Assert.Contains("optimizers", listed);
    }

    [Fact]
    public void Lab_InAPipe_ShowsPictureTableAndFindingsWithoutEscapes()
    {
        var result = Tool.Run(_folder.Path, "lab", "optimizers").Ends(0);
        Assert.DoesNotContain('\e', result.Output);
        Assert.Contains("| sgd ", result.Output, StringComparison.Ordinal);
        Assert.Contains("o sgd  + momentum  x adagrad  * adam", result.Output, StringComparison.Ordinal);
        Assert.Equal(3, result.Lines.Count(static line => line.StartsWith("holds ", StringComparison.Ordinal)));
        Assert.Empty(result.Errors);
    }

    [Fact]
    public void Lab_Csv_HoldsEveryPointOfTheJson()
    {
        var report =
            new LabReport(Tool.Run(_folder.Path, "lab", "optimizers", "--json", "--csv", "paths.csv").Ends(0).LastObject);
        var (x, y) = report.Series("paths", "adam");
        var points = File.ReadLines(_folder.File("paths.csv"))
            .Where(static line => line.StartsWith("paths,adam,", StringComparison.Ordinal))
            .Select(static line => line.Split(',')[2..]
                .Select(static cell => double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture)).ToArray());
        Assert.Equal(x.Zip(y, static (x, y) => new[] { x, y }), points);
    }

    [Fact]
    public void Lab_SameSeed_GivesTheSameReportButForItsSeconds()
    {
        var reports = Enumerable.Range(0, 2)
            .Select(_ => Tool.Run(_folder.Path, "lab", "optimizers", "--json", "--seed", "3").Ends(0).Output);
        Assert.Single(reports.Select(static text => System.Text.RegularExpressions.Regex.Replace(text, "\"seconds\":[^,]*,", ""))
            .Distinct());
    }

    [Fact]
    public void Lab_UnknownExperiment_IsRefused() =>
        Tool.Run(_folder.Path, "lab", "alchemy").Refuses(2, "alchemy", "spans lab --help");

    [Fact]
    public void Lab_OptionOutOfRange_IsRefusedNamingTheExperiment() =>
        Tool.Run(_folder.Path, "lab", "optimizers", "--steps", "1").Refuses(2, "--steps", "spans lab optimizers --help");

    [Theory]
    [InlineData("accuracy-as-loss", "houses", "classes")]
    [InlineData("mnist-optimizers", "houses", "classes")]
    [InlineData("house-prices", "digits", "one number")]
    public void Lab_DataOfAnotherTask_AreRefused(string experiment, string data, string reason) =>
        Tool.Run(_folder.Path, "lab", experiment, "--data", data).Refuses(2, "--data", reason);

    [Fact]
    public void Lab_CsvThatCannotBeWritten_IsRefusedBeforeAnyWork() =>
        Tool.Run(_folder.Path, "lab", "optimizers", "--csv", Path.Combine("nowhere", "x.csv")).Refuses(1, "--csv", "nowhere");
}
