using System.CommandLine;
using Spans.Cli.Running;

namespace Spans.Cli.Commands;

/// <summary><c>spans tune</c>: searches hyperparameters on validation rows; test rows are never looked at.</summary>
internal static class TuneCommand
{
    internal static Command Create()
    {
        var data = new DataOptions();
        var space = Checked.Text("--space", "JSON file of hyperparameters, such as "
            + """{"learning-rate":{"type":"log-uniform","low":1e-4,"high":0.1},"hidden":{"type":"choice","values":["64","128,64"]}}; """
            + $"any of {string.Join(", ", TuneSettings.Names)}");
        var search = Checked.OneOf("--search", "How trials are suggested", "coarse-to-fine", "random", "coarse-to-fine", "tpe");
        var trials = Checked.Integer("--trials", "Trials", 30, 1, 100_000);
        var epochs = Checked.Integer("--epochs", "Epochs of a whole trial", 3, 1);
        var halving = Checked.Integer(
            "--halving", "Successive halving: the best one in this many goes on with that many times the epochs; 0 for none", 0,
            0, 100);
        var rows = Checked.Integer("--rows", "Training rows used, validation rows among them; 0 for all", 0, 0);
        var validation = Checked.Share("--validation", "Share of the training rows held out to score trials", 0.1);
        var parameters = Checked.Integer("--max-parameters", "The most parameters of a network; 0 for no limit", 0, 0);
        var latency = Checked.NotNegative(
            "--max-latency", "The longest median time to predict one row, in microseconds; 0 for no limit", 0);
        var journal = Checked.Text("--journal", "File that keeps every result, a JSON line each");
        var resume = new Option<bool>("--resume") { Description = "Go on with the journal" };
        var run = new RunOptions("Trials side by side", "One JSON object per result and a last one");
        var command = new Command("tune", "Search hyperparameters on validation rows; test rows are never looked at.");
        data.AddTo(command);
        foreach (var option in new Option[]
            { space, search, trials, epochs, halving, rows, validation, parameters, latency, journal,
                resume }) command.Add(option);
        run.AddTo(command);
        command.SetAction(parsed => TuneRun.Execute(new TuneArguments
        {
            Data = data.Read(parsed),
            Space = parsed.GetValue(space),
            Search = parsed.GetValue(search)!,
            Trials = parsed.GetValue(trials),
            Epochs = parsed.GetValue(epochs),
            Halving = parsed.GetValue(halving),
            Rows = parsed.GetValue(rows),
            Validation = parsed.GetValue(validation),
            MaxParameters = parsed.GetValue(parameters),
            MaxLatency = parsed.GetValue(latency),
            Seed = run.Seed(parsed),
            Threads = run.Threads(parsed),
            Journal = parsed.GetValue(journal),
            Resume = parsed.GetValue(resume),
            Json = run.Json(parsed),
        }));
        return command;
    }
}
