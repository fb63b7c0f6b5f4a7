using System.CommandLine;
using Spans.Cli.Running;

namespace Spans.Cli.Commands;

/// <summary><c>spans evaluate</c>: scores a saved model on data.</summary>
internal static class EvaluateCommand
{
    internal static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The model's .safetensors file" };
        var data = Checked.Text(
            "--data", "A folder with MNIST's IDX files (its test files are scored), a .csv, .npz or .npy file, or 'digits'",
            ProblemSource.Digits);
        var targets = Checked.Text("--target-file", "The .npy file of targets where --data is a .npy file");
        var rows = Checked.Text("--test-rows", "File of row numbers, one a line: only these rows of the table are scored");
        var json = new Option<bool>("--json") { Description = "One JSON object, on standard output" };
        var command = new Command("evaluate", "Score a saved model on data.") { model, data, targets, rows, json };
        command.SetAction(parsed => EvaluateRun.Execute(
            parsed.GetValue(model)!, parsed.GetValue(data)!, parsed.GetValue(targets), parsed.GetValue(rows),
            parsed.GetValue(json)));
        return command;
    }
}
