using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Spans.Testing;

namespace Spans.Cli.Tests;

public sealed partial class TuneCommandTests : IDisposable
{
    private static readonly string[] s_quick =
        ["tune", "--rows", "600", "--epochs", "2", "--trials", "6", "--search", "tpe", "--json"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tune_OnTheDigits_FindsSettingsAndSaysWhatMatters()
    {
        var end = Tool.Run(_folder.Path, s_quick).Ends(0).LastObject;
        Assert.InRange(end.GetProperty("best_score").GetDouble(), 0.5, 1);
        Assert.True(end.GetProperty("settings").TryGetProperty("learning-rate", out _));
        Assert.True(end.GetProperty("importance").TryGetProperty("learning-rate", out _));
    }

    [Fact]
    public void Tune_OnTwoThreads_GivesTheSameAsOnOne() => Assert.Equal(
        Sorted(Tool.Run(_folder.Path, [.. s_quick, "--threads", "1"]).Ends(0).Lines),
        Sorted(Tool.Run(_folder.Path, [.. s_quick, "--threads", "2"]).Ends(0).Lines));

    // Killed at random moments again and again, the study loses nothing and repeats nothing.
    [Fact]
    public void Tune_KilledTwentyTimes_GivesWhatAnUninterruptedStudyGives()
    {
        string[] study = ["tune", "--rows", "400", "--epochs", "2", "--trials", "16", "--halving", "2", "--search",
            "coarse-to-fine", "--json"];
        Tool.Run(_folder.Path, [.. study, "--journal", "whole.jsonl"]).Ends(0);
        var random = new System.Random(1);
        for (var kill = 0; kill < 20; kill++)
        {
            var start = Tool.Start(_folder.Path, [.. study, "--journal", "killed.jsonl", "--resume"]);
            (start.RedirectStandardOutput, start.RedirectStandardError) = (false, false);
            using var process = Process.Start(start)!;
            if (!process.WaitForExit(random.Next(150, 900))) process.Kill();
            process.WaitForExit();
        }
        Tool.Run(_folder.Path, [.. study, "--journal", "killed.jsonl", "--resume"]).Ends(0);
        var (whole, killed) = (Journal("whole.jsonl"), Journal("killed.jsonl"));
        Assert.Equal(whole.Order(), killed.Order());
        Assert.Equal(killed.Length, killed.Distinct().Count());
    }

    [Fact]
    public void Tune_WithALimit_CallsLargerNetworksInfeasible()
    {
        File.WriteAllText(_folder.File("space.json"), """{"hidden": {"type": "choice", "values": ["8", "512"]}}""");
        var lines = Tool.Run(_folder.Path, [.. s_quick, "--space", "space.json", "--max-parameters", "20000"]).Ends(0).Lines;
        foreach (var trial in lines.Select(line => JsonDocument.Parse(line).RootElement)
            .Where(json => json.GetProperty("event").GetString() == "trial"))
            Assert.Equal(trial.GetProperty("settings").GetProperty("hidden").GetString() == "8" ? "done" : "infeasible",
                trial.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData(2, "--resume", "--resume", "--journal")]
    [InlineData(2, "--validation", "--validation", "0")]
    [InlineData(1, "--space", "--space", "nowhere.json")]
    public void Tune_AskedForTheImpossible_Refuses(int code, string named, params string[] options)
    {
        string[] given = options is ["--resume", ..] ? ["--resume"] : options;
        Tool.Run(_folder.Path, ["tune", .. given]).Refuses(code, named);
    }

    [Fact]
    public void Tune_ASpaceOfUnknownNames_IsRefused()
    {
        File.WriteAllText(_folder.File("space.json"), """{"colour": {"type": "choice", "values": ["red"]}}""");
        Tool.Run(_folder.Path, "tune", "--space", "space.json").Refuses(2, "'colour'");
    }

    [Fact]
    public void Train_WithALog_WritesBothFolders()
    {
        Tool.Run(_folder.Path, "train", "--epochs", "2", "--hidden", "16", "--log", "log", "--json").Ends(0);
        Assert.Single(Directory.GetFiles(_folder.File("log/train"), "events.out.tfevents.*"));
        Assert.Single(Directory.GetFiles(_folder.File("log/validation"), "events.out.tfevents.*"));
    }

    private static IEnumerable<string> Sorted(IEnumerable<string> lines) => lines.Order();

    private string[] Journal(string name) => [.. File.ReadLines(_folder.File(name)).Select(line => Seconds().Replace(line, ""))];

    [GeneratedRegex(",\"seconds\":[^,}]*")]
    private static partial Regex Seconds();
}
