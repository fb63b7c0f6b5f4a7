using System.CommandLine;
using Spans.Cli.Running;
using Spans.Optimizers;

namespace Spans.Cli.Commands;

/// <summary><c>spans diagnose</c>: trains a little and says what keeps the network from learning.</summary>
internal static class DiagnoseCommand
{
    internal static Command Create()
    {
        var training = new TrainOptions([.. OptimizerCatalogue.All.Select(static o => o.Name)], epochs: 5, "One JSON object");
        var command = new Command(
            "diagnose", "Train a little and say what keeps the network from learning: findings with evidence and what to try.");
        training.AddTo(command);
        command.SetAction(parsed => DiagnoseRun.Execute(training.Read(parsed)));
        return command;
    }
}
