using System.Text.Json;
using Spans.Testing;
using Spans.Tuning;

namespace Spans.Tests.Tuning;

public class StudyTests
{
    private static readonly SearchSpace s_space = new(
        new LogUniformRange("learning-rate", 1e-4, 1), new IntegerRange("units", 8, 256, Log: true),
        new Choice("optimizer", ["sgd", "momentum", "adam"]),
        new UniformRange("momentum", 0, 0.99) { When = "optimizer", WhenValues = ["momentum"] });

    // Best at learning rate 0.01 with Adam; grows with the budget, less for bad settings.
    private sealed class Bowl(TrialSettings settings) : ITrial
    {
        internal static int Begun;
        private int _done;

        public long Steps => 10L * _done;

        public double Run(int budget)
        {
            _done = budget;
            var score = 1 - 0.1 * Math.Pow(Math.Log10(settings.Number("learning-rate")) + 2, 2)
                - (settings.Text("optimizer") == "adam" ? 0 : 0.1) - 1.0 / settings.Integer("units");
            return score * (1 - Math.Pow(0.5, budget));
        }

        public void Dispose()
        {
        }
    }

    private static Bowl Begin(TrialSettings settings)
    {
        Interlocked.Increment(ref Bowl.Begun);
        return new Bowl(settings);
    }

    public static TheoryData<string> Searches => ["random", "coarse-to-fine", "tpe", "random, halving"];

    private static StudyReport Run(string search, int threads = 1, ulong seed = 1, string? journal = null, bool resume = false,
        Func<TrialSettings, ITrial>? begin = null, int trials = 40, CancellationToken cancel = default) =>
        new Study(s_space,
            search switch { "coarse-to-fine" => new CoarseToFineSearch(), "tpe" => new TpeSearch(), _ => new RandomSearch() },
            begin ?? Begin, new StudyOptions
            {
                Trials = trials,
                Threads = threads,
                Seed = seed,
                Journal = journal,
                Resume = resume,
                Budget = 8,
                Halving = search.EndsWith("halving", StringComparison.Ordinal) ? 2 : 0,
            }).Run(cancellationToken: cancel);

    private static string Text(StudyReport report) => string.Join('\n', report.Results.Select(result =>
        $"{result.Trial} {result.Rung} {string.Join(' ', result.Point)} {result.Settings} {result.Status} {result.Score:R} {result.Steps} {result.Reason}"));

    [Theory]
    [MemberData(nameof(Searches))]
    public void Run_OnAnyThreads_GivesTheSameResults(string search)
    {
        var one = Text(Run(search));
        Assert.Equal(one, Text(Run(search, threads: 2)));
        Assert.Equal(one, Text(Run(search, threads: 5)));
        Assert.NotEqual(one, Text(Run(search, seed: 2)));
    }

    // Averages over seeds: one study may be lucky.
    [Fact]
    public void CoarseToFineAndTpe_FindBetterSettings_ThanRandomSearch()
    {
        double Mean(string search) => Enumerable.Range(1, 20).Average(seed => Run(search, seed: (ulong)seed).Best!.Score);
        var random = Mean("random");
        Assert.True(Mean("coarse-to-fine") > random, "coarse-to-fine");
        Assert.True(Mean("tpe") > random, "tpe");
    }

    [Fact]
    public void Halving_TakesFarFewerSteps_AndFindsNearlyTheSame()
    {
        var (whole, halved) = (Run("random"), Run("random, halving"));
        Assert.True(halved.Steps <= whole.Steps / 2, $"{halved.Steps} of {whole.Steps} steps");
        Assert.Equal(whole.Best!.Trial, halved.Best!.Trial);
        Assert.Equal([40, 20, 10, 5],
            halved.Results.GroupBy(result => result.Rung).OrderBy(rung => rung.Key).Select(rung => rung.Count()));
    }

    [Theory]
    [MemberData(nameof(Searches))]
    public void Resume_AfterAStopAtAnyResult_GivesWhatAnUninterruptedStudyGives(string search)
    {
        var whole = Text(Run(search, trials: 12));
        using var folder = new TemporaryFolder();
        for (var stop = 0; stop < 14; stop++)
        {
            var path = Path.Combine(folder.Path, $"{stop}.jsonl");
            using var cancel = new CancellationTokenSource();
            var begun = 0;
            Run(search, journal: path, trials: 12, cancel: cancel.Token, begin: settings =>
            {
                if (++begun > stop) cancel.Cancel();
                return Begin(settings);
            });
            Assert.Equal(whole, Text(Run(search, journal: path, resume: true, trials: 12)));
        }
    }

    [Fact]
    public void Resume_OfATornJournal_LosesTheTornLineAlone()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "study.jsonl");
        var whole = Text(Run("random", journal: path, trials: 6));
        var bytes = File.ReadAllBytes(path);
        for (var length = 0; length <= bytes.Length; length += 37)
        {
            File.WriteAllBytes(path, bytes[..length]);
            Assert.Equal(whole, Text(Run("random", journal: path, resume: true, trials: 6)));
        }
    }

    [Fact]
    public void Resume_WithEverythingDone_BeginsNoTrial()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "study.jsonl");
        Run("tpe", journal: path);
        Run("tpe", journal: path, resume: true, begin: _ => throw new Xunit.Sdk.XunitException("a trial was repeated"));
    }

    [Fact]
    public void Journal_OfAnotherStudyOrDamaged_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "study.jsonl");
        Run("random", journal: path, trials: 3);
        Assert.Contains("resume it", Assert.Throws<StudyException>(() => Run("random", journal: path, trials: 3)).Message,
            StringComparison.Ordinal);
        Assert.Contains("another study",
            Assert.Throws<StudyException>(() => Run("random", journal: path, resume: true, seed: 2, trials: 3)).Message,
            StringComparison.Ordinal);
        var lines = File.ReadAllLines(path);
        File.WriteAllLines(path, [lines[0], "{\"trial\":0}", lines[2]]);
        Assert.Contains("line 2",
            Assert.Throws<StudyException>(() => Run("random", journal: path, resume: true, trials: 3)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Trials_ThatFailOrBreakALimit_AreReportedAndTheStudyGoesOn()
    {
        var count = 0;
        var report = Run("random", trials: 6, begin: settings => (count++ % 3) switch
        {
            0 => Begin(settings),
            1 => throw new InfeasibleException("3 ms, but at most 1 is allowed"),
            _ => throw new ArgumentException("units is -1"),
        });
        Assert.Equal(2, report.Ranked.Count);
        Assert.Equal(2,
            report.Results.Count(
                result => result.Status == TrialStatus.Infeasible && result.Reason.StartsWith("3 ms", StringComparison.Ordinal)));
        Assert.Equal(2, report.Results.Count(result => result.Status == TrialStatus.Failed && result.Reason == "units is -1"));
    }

    [Fact]
    public void Run_WithAnErrorThatIsNoTrials_ThrowsIt() =>
        Assert.Throws<UnauthorizedAccessException>(
            () => Run("random", threads: 2, begin: _ => throw new UnauthorizedAccessException()));

    // A full disk, say, that has room again.
    [Fact]
    public void Run_AfterOneThatThrew_Runs()
    {
        var fails = true;
        var study = new Study(
            s_space, new RandomSearch(), settings =>
                fails ? throw new IOException("full") : Begin(settings), new StudyOptions { Trials = 3 });
        Assert.Throws<IOException>(() => study.Run());
        fails = false;
        Assert.Equal(3, study.Run().Results.Count);
    }

    [Fact]
    public void Conditional_IsThereExactlyWhenItsConditionHolds()
    {
        foreach (var result in Run("tpe").Results)
            Assert.Equal(result.Settings.Text("optimizer") == "momentum", result.Settings.Has("momentum"));
    }

    [Fact]
    public void Importance_PutsWhatMattersFirst()
    {
        var report = Run("random", trials: 200);
        Assert.Equal("learning-rate", report.Importance[0].Name);
        Assert.InRange(report.Importance.Single(entry => entry.Name == "momentum").Share, 0, 0.2);
        Assert.True(report.Importance[0].Share > 0.4, report.ToString());
    }

    [Fact]
    public void Space_WrittenAndRead_IsTheSame()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer)) SpaceJson.Write(json, s_space);
        using var document = JsonDocument.Parse(buffer.ToArray());
        var read = SpaceJson.Read(document.RootElement);
        double[] point = [0.3, 0.6, 0.5, 0.9];
        Assert.Equal(s_space.At(point).ToString(), read.At(point).ToString());
        Assert.Contains("momentum 0.891", read.At(point).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""", "at least one")]
    [InlineData("""[]""", "JSON object")]
    [InlineData("""{"a": {"type": "gaussian"}}""", "'gaussian'")]
    [InlineData("""{"a": {"type": "uniform", "low": 1}}""", "'high'")]
    [InlineData("""{"a": {"type": "uniform", "low": 2, "high": 1}}""", "range 2 to 1")]
    [InlineData("""{"a": {"type": "log-uniform", "low": 0, "high": 1}}""", "above 0")]
    [InlineData("""{"a": {"type": "integer", "low": 1.5, "high": 3}}""", "whole number")]
    [InlineData("""{"a": {"type": "choice", "values": []}}""", "one or more values")]
    [InlineData("""{"a": {"type": "choice", "values": [1], "when": {"b": ["x"]}}}""", "'b'")]
    [InlineData(
        """{"a": {"type": "choice", "values": ["x"]}, "b": {"type": "uniform", "low": 0, "high": 1, "when": {"a": ["y"]}}}""",
        "never is")]
    [InlineData(
        """{"a": {"type": "choice", "values": ["x"]}, "a": {"type": "choice", "values": ["x"]}}""", "two hyperparameters")]
    [InlineData("""{"a": {"type": "choice", "values": ["x"], "extra": 1}}""", "'extra'")]
    public void Space_ThatIsNone_IsRefusedByName(string json, string expected)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "space.json");
        File.WriteAllText(path, json);
        Assert.Contains(expected, Assert.Throws<StudyException>(() => SpaceJson.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ranges_AtTheirEnds_AreWhatTheySay()
    {
        Assert.Equal(["8", "8", "256", "256"],
            new[] { 0, 0.01, 0.99, 1 - 1e-12 }.Select(new IntegerRange("n", 8, 256, Log: true).At)
                .Select((v, i) => i is 1 or 2 ? v is "8" or "9" ? "8" : "256" : v));
        Assert.Equal(["1", "2", "3"], new[] { 0.1, 0.5, 0.9 }.Select(new IntegerRange("n", 1, 3).At));
        Assert.Equal(["0.0001", "0.01", "1"], new[] { 0, 0.5, 1.0 }.Select(new LogUniformRange("r", 1e-4, 1).At));
        Assert.Equal(["a", "b", "b"], new[] { 0, 0.5, 1.0 }.Select(new Choice("c", ["a", "b"]).At));
    }
}
