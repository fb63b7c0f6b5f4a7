using System.CommandLine;
using System.Diagnostics;
using Spans.Cli.Presentation;
using Spans.Cli.Running;
using Spans.Native;

namespace Spans.Cli.Lab;

/// <summary>One call of <c>spans lab</c> with an experiment: runs it and shows what it found.</summary>
internal static class LabRun
{
    internal static int Execute(IExperiment experiment, ParseResult parsed, ulong seed, int threads, bool json, string? csv)
    {
        if (csv is not null) OutputFile.CheckWritable(csv, "--csv");
        using var interruption = new Interruption();
        var console = Display.Console(out var plain);
        var arguments = new LabArguments(parsed, part => Note(part, plain || json))
        {
            Seed = seed,
            Threads = threads,
            Cancellation = interruption.Token,
        };
        var start = Stopwatch.GetTimestamp();
        LabReport report;
        try
        {
            report = experiment.Run(arguments);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return interruption.Code;
        }
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (csv is not null) DurableFile.Write(csv, new SeriesFile(report));
        if (json) ReportJson.Write(Console.Out, experiment, report, seed, seconds);
        else ReportText.Write(console, plain, report, seconds, csv);
        return ExitCode.Done;
    }

    // A line that the next one overwrites, for people who watch.
    private static void Note(string part, bool silent)
    {
        if (!silent && !Console.IsErrorRedirected) Console.Error.Write($"\r\e[2K{Failure.OneLine(part)} …\r");
    }
}
