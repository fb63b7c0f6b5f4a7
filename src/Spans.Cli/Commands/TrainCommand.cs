using System.CommandLine;
using Spans.Cli.Running;
using Spans.Minimizers;
using Spans.Optimizers;

namespace Spans.Cli.Commands;

/// <summary><c>spans train</c>: trains a network on images, a table or the drawn digits.</summary>
internal static class TrainCommand
{
    internal static Command Create()
    {
        var training = new TrainOptions(
            [.. OptimizerCatalogue.All.Select(static o => o.Name), .. MinimizerCatalogue.All.Select(static m => m.Name)],
            epochs: 10, "One JSON object per epoch and a last one");
        var monotone = Checked.Text(
            "--monotone", "Columns that predictions must rise (+) or fall (-) with, such as area:+,age:-; with lbfgsb or levenberg-marquardt");
        var output = Checked.Text("--output", "File to save the model to (.safetensors)");
        var checkpoint = new CheckpointOptions();
        var log = Checked.Text("--log", "Folder for a TensorBoard log: scalars, histograms and hyperparameters");

        var command = new Command("train", "Train a network on images, a table or the drawn digits.");
        training.AddTo(command);
        foreach (var option in new Option[] { monotone, output, log }) command.Add(option);
        checkpoint.AddTo(command);
        command.SetAction(parsed => TrainRun.Execute(training.Read(parsed) with
        {
            Monotone = parsed.GetValue(monotone),
            Output = parsed.GetValue(output),
            Checkpoint = checkpoint.Read(parsed),
            Log = parsed.GetValue(log),
        }));
        return command;
    }
}
