using System.CommandLine;
using Spans.Cli.Lab;
using Spans.Threading;

namespace Spans.Cli.Commands;

/// <summary><c>spans lab</c>: the claims of the textbooks, tried out; a sub-command each.</summary>
internal static class LabCommand
{
    internal static Command Create()
    {
        var command = new Command("lab", "Try out what textbooks claim: one experiment each.");
        foreach (var experiment in LabCatalogue.All) command.Add(Create(experiment));
        command.SetAction(static _ =>
        {
            foreach (var experiment in LabCatalogue.All) Console.Out.WriteLine($"spans lab {experiment.Name,-18} {experiment.Summary}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Create(IExperiment experiment)
    {
        var seed = Checked.Integer("--seed", "Seed of everything random", 1, 0);
        var threads = Checked.Integer("--threads", "Threads; the result does not depend on it", Math.Min(Environment.ProcessorCount, 8), 1, Team.MaxMembers);
        var csv = Checked.Text("--csv", "File to write the series of every picture to: exhibit,series,x,y");
        var json = new Option<bool>("--json") { Description = "One JSON object, on standard output" };
        var command = new Command(experiment.Name, experiment.Summary);
        foreach (var option in experiment.Options) command.Add(option);
        foreach (var option in new Option[] { seed, threads, csv, json }) command.Add(option);
        command.SetAction(parsed => LabRun.Execute(
            experiment, parsed, (ulong)parsed.GetValue(seed), parsed.GetValue(threads), parsed.GetValue(json), parsed.GetValue(csv)));
        return command;
    }
}
