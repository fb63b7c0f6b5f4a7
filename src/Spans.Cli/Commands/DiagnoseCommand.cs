using System.CommandLine;
using Spans.Activations;
using Spans.Cli.Running;
using Spans.Initializers;
using Spans.Optimizers;
using Spans.Threading;

namespace Spans.Cli.Commands;

/// <summary><c>spans diagnose</c>: trains a little and says what keeps the network from learning.</summary>
internal static class DiagnoseCommand
{
    internal static Command Create()
    {
        var data = new DataOptions();
        var network = Checked.OneOf("--network", "A ready-made network, sized to the data", "mlp", NetworkChoice.Names);
        var hidden = Checked.Text("--hidden", "Units of each hidden layer of mlp, separated by commas; 0 for none", "256,128");
        var activation = Checked.OneOf("--activation", "Activation of the hidden layers", "relu", [.. ActivationCatalogue.All.Select(static a => a.Name)]);
        var batchNorm = new Option<bool>("--batch-norm") { Description = "Batch normalisation in the hidden layers" };
        var dropout = Checked.Share("--dropout", "Probability with which training drops a hidden unit", 0);
        var init = Checked.OneOf("--init", "What fills the weights; what suits the activation otherwise", null, [.. InitializerCatalogue.All.Select(static i => i.Name)]);
        var optimizer = Checked.OneOf("--optimizer", "Optimizer", "adam", [.. OptimizerCatalogue.All.Select(static o => o.Name)]);
        var rate = Checked.Positive("--learning-rate", "Learning rate; the optimizer's default otherwise");
        var decay = Checked.NotNegative("--weight-decay", "Weight decay, on weights only", 0);
        var batch = Checked.Integer("--batch", "Rows of a batch", 64, 1);
        var epochs = Checked.Integer("--epochs", "Passes over the training rows", 5, 1);
        var seed = Checked.Integer("--seed", "Seed of everything random", 1, 0);
        var threads = Checked.Integer("--threads", "Threads; the result does not depend on it", Math.Min(Environment.ProcessorCount, 8), 1, Team.MaxMembers);
        var validation = Checked.Share("--validation", "Share of the training rows held out", 0.1);
        var json = new Option<bool>("--json") { Description = "One JSON object, on standard output" };
        var command = new Command("diagnose", "Train a little and say what keeps the network from learning: findings with evidence and what to try.");
        data.AddTo(command);
        foreach (var option in new Option[] { network, hidden, activation, batchNorm, dropout, init, optimizer, rate, decay, batch, epochs, seed, threads, validation, json })
            command.Add(option);
        command.SetAction(parsed => DiagnoseRun.Execute(new TrainArguments
        {
            Data = data.Read(parsed),
            Validation = parsed.GetValue(validation),
            Augmentation = Data.Augmentation.None,
            Network = parsed.GetValue(network)!,
            Hidden = TrainCommand.Units(parsed.GetValue(hidden)!),
            Activation = parsed.GetValue(activation)!,
            BatchNorm = parsed.GetValue(batchNorm),
            Dropout = (float)parsed.GetValue(dropout),
            Initializer = parsed.GetValue(init),
            Optimizer = parsed.GetValue(optimizer)!,
            LearningRate = parsed.GetResult(rate) is null ? null : parsed.GetValue(rate),
            WeightDecay = parsed.GetValue(decay),
            ClipNorm = 0,
            Batch = parsed.GetValue(batch),
            Epochs = parsed.GetValue(epochs),
            Seed = (ulong)parsed.GetValue(seed),
            Threads = parsed.GetValue(threads),
            Patience = 0,
            Tolerance = 0,
            Json = parsed.GetValue(json),
        }));
        return command;
    }
}
