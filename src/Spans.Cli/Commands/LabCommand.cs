using System.CommandLine;
using Spans.Cli.Lab;

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
            foreach (var experiment in LabCatalogue.All)
                Console.Out.WriteLine($"spans lab {experiment.Name,-18} {experiment.Summary}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Create(IExperiment experiment)
    {
        var run = new RunOptions("Threads", "One JSON object");
        var csv = Checked.Text("--csv", "File to write the series of every picture to: exhibit,series,x,y");
        var command = new Command(experiment.Name, experiment.Summary);
        foreach (var option in experiment.Options) command.Add(option);
        command.Add(csv);
        run.AddTo(command);
        command.SetAction(parsed =>
            LabRun.Execute(experiment, parsed, run.Seed(parsed), run.Threads(parsed), run.Json(parsed), parsed.GetValue(csv)));
        return command;
    }
}
