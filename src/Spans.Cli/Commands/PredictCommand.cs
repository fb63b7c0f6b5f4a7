using System.CommandLine;
using Spans.Cli.Running;

namespace Spans.Cli.Commands;

/// <summary><c>spans predict</c>: writes a saved model's predictions.</summary>
internal static class PredictCommand
{
    internal static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The model's .safetensors file" };
        var data = Checked.Text(
            "--data",
            "A .csv, .npz or .npy file, a folder with MNIST's IDX files (its test images), or 'digits' (its test images)",
            ProblemSource.Digits);
        var output = Checked.Text(
            "--output",
            "File to write the predictions to, as CSV, or as arrays where it ends in .npy or .npz; standard output otherwise");
        var probabilities = new Option<bool>("--probabilities") { Description = "A column for each class's probability besides" };
        var limit = Checked.Integer("--limit", "Rows to predict at most; 0 for all", 0, 0);
        var command = new Command("predict", "Predict with a saved model: one CSV line a row.")
            { model, data, output, probabilities, limit };
        command.SetAction(parsed => PredictRun.Execute(
            parsed.GetValue(model)!, parsed.GetValue(data)!, parsed.GetValue(output), parsed.GetValue(probabilities),
            parsed.GetValue(limit)));
        return command;
    }
}
