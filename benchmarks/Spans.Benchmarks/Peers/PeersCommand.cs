using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Spans.Benchmarks.Peers.Areas;
using Spans.Benchmarks.Peers.Native;
using Spans.Benchmarks.Peers.Reports;
using Spans.Lanes;

namespace Spans.Benchmarks.Peers;

/// <summary><c>peers</c>: Spans beside every peer this machine has, in turns, and the bars it is to reach.</summary>
internal static class PeersCommand
{
    public static int Run(string[] arguments)
    {
        var (options, complaint) = PeersOptions.Parse(arguments);
        if (options is null) return Refuse($"{complaint}\n{PeersOptions.Usage}");
        Question[] questions = [.. Programme.All().Where(options.Selects)];
        if (questions.Length == 0) return Refuse($"No question begins so; the areas are {string.Join(", ", Programme.Areas())}.");
        if (options.List)
        {
            foreach (var question in questions) Console.WriteLine(question.Title);
            return 0;
        }

        var cleaned = NativeEnvironment.Clean();
        var machine = Machine.Here();
        if (options.SkipNewerHours > 0)
        {
            var known = ResultsFile.NewerThan(machine, DateTime.UtcNow.AddHours(-options.SkipNewerHours));
            questions = [.. questions.Where(q => !known.Contains(q.Key))];
        }
        using var roster = new Roster();
        var run = new RunInfo
        {
            Id = DateTime.UtcNow.ToString("yyyy-MM-dd-HHmmss", System.Globalization.CultureInfo.InvariantCulture),
            Date = DateTime.UtcNow, Command = string.Join(' ', ["peers", .. arguments]),
            DotNet = RuntimeInformation.FrameworkDescription.Replace(".NET ", ""), Lanes = Width.Description,
            Peers = roster.Versions, Missing = roster.Missing,
        };
        var say = options.Json ? TextWriter.Null : Console.Out;
        Introduce(say, machine, run, cleaned);
        var results = new List<ContestResult>();
        var start = Stopwatch.GetTimestamp();
        foreach (var question in questions)
        {
            if (Stopwatch.GetElapsedTime(start).TotalMinutes > options.Minutes)
            {
                say.WriteLine(
                    $"\nOut of time: {questions.Length - results.Count} of {questions.Length} questions are left, from {question.Title} on.");
                break;
            }
            var result = Hold(question, roster, options.Pace) with { Run = run.Id };
            results.Add(result);
            // At once: a run that is cut off keeps what it has.
            if (!options.Quick) ResultsFile.Save(machine, run, [result]);
            say.WriteLine($"\n{question.Title}");
            say.Write(Tables.Of(result).Plain());
            foreach (var absent in result.Absent) say.WriteLine($"  absent: {absent}");
            if (result.Disturbed) say.WriteLine($"  DISTURBED: other processes used {result.OtherLoad:0.0} cores meanwhile.");
            say.Flush();
        }
        Conclude(say, results);
        if (options.Json)
            Console.WriteLine(JsonSerializer.Serialize(
                new ResultsFile { Machine = machine, Runs = [run], Contests = results }, ResultsFile.Json));
        if (!options.Quick && results.Count > 0) say.WriteLine($"Written to {ResultsFile.FolderOf(machine)}");
        return 0;
    }

    private static ContestResult Hold(Question question, Roster roster, Pace pace)
    {
        using var contest = question.SetUp(roster);
        return Referee.Run(contest, pace, new Neighbours(roster));
    }

    private static void Introduce(TextWriter say, Machine machine, RunInfo run, List<string> cleaned)
    {
        say.WriteLine($"{machine.Cpu}, {machine.Cores} cores, {machine.OperatingSystem}; .NET {run.DotNet}, {run.Lanes}");
        foreach (var (name, version) in run.Peers) say.WriteLine($"  {name} {version}");
        foreach (var missing in run.Missing)
            say.WriteLine($"  MISSING {missing.Name}: {missing.Reason}. To have it: {missing.Command}");
        if (cleaned.Count > 0) say.WriteLine($"  Unset for everyone: {string.Join(", ", cleaned)}");
        say.Flush();
    }

    private static void Conclude(TextWriter say, List<ContestResult> results)
    {
        var bars = Tables.Bars(results);
        if (bars.IsEmpty) return;
        say.WriteLine();
        say.Write(bars.Plain());
        var all = results.SelectMany(r => r.Bars).ToArray();
        say.WriteLine($"  {all.Count(b => b.Passed)} of {all.Length} bars passed.");
    }

    private static int Refuse(string message)
    {
        Console.Error.WriteLine(message);
        return 2;
    }
}
