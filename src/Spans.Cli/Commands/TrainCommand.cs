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
            "--monotone",
            "Columns that predictions must rise (+) or fall (-) with, such as area:+,age:-; with lbfgsb or levenberg-marquardt");
        var perBatch = Checked.Integer(
            "--iterations-per-batch", "Iterations of lbfgs, cg or newton-cg on each batch of --batch rows before the next", 10,
            1);
        var falsePositives = Checked.Share(
            "--false-positive-rate",
            "Largest share of the training rows of the other class that may be taken for the positive class; with lbfgs, cg and the like", null);
        var positive = Checked.Text("--positive", "The class that --false-positive-rate is about; the second otherwise");
        var predictions = Checked.Text(
            "--predictions",
            "What predictions on the training rows must stay between, such as 0..50 or 0..; with lbfgs, cg and the like");
        var output = Checked.Text("--output", "File to save the model to (.safetensors)");
        var checkpoint = new CheckpointOptions();
        var log = Checked.Text("--log", "Folder for a TensorBoard log: scalars, histograms and hyperparameters");

        var command = new Command("train", "Train a network on images, a table or the drawn digits.");
        training.AddTo(command);
        foreach (var option in new Option[] { monotone, perBatch, falsePositives, positive, predictions, output, log })
            command.Add(option);
        checkpoint.AddTo(command);
        command.SetAction(parsed => TrainRun.Execute(training.Read(parsed) with
        {
            Monotone = parsed.GetValue(monotone),
            IterationsPerBatch = parsed.GetResult(perBatch) is null or { Implicit: true } ? null : parsed.GetValue(perBatch),
            FalsePositiveRate = parsed.GetResult(falsePositives) is null ? null : parsed.GetValue(falsePositives),
            Positive = parsed.GetValue(positive),
            Predictions = parsed.GetValue(predictions),
            Output = parsed.GetValue(output),
            Checkpoint = checkpoint.Read(parsed),
            Log = parsed.GetValue(log),
        }));
        return command;
    }
}
