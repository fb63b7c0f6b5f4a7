using System.CommandLine;
using Spans.Cli.Presentation;
using Spans.Cli.Running;

namespace Spans.Cli.Commands;

/// <summary><c>spans data</c>: describes a data set as training would see it.</summary>
internal static class DataCommand
{
    internal static Command Create()
    {
        var data = new DataOptions();
        var command = new Command("data", "Describe a data set as training would see it.");
        data.AddTo(command);
        command.SetAction(parsed =>
        {
            var arguments = data.Read(parsed);
            DataText.Write(Console.Out, ProblemSource.Load(arguments, validation: 0, seed: 1));
            return ExitCode.Done;
        });
        return command;
    }
}
