using System.CommandLine;
using System.Globalization;
using Spans.Activations;
using Spans.Cli.Running;
using Spans.Data;
using Spans.Initializers;
using Spans.Minimizers;
using Spans.Optimizers;

namespace Spans.Cli.Commands;

/// <summary><c>spans train</c>: trains a network on images, a table or the drawn digits.</summary>
internal static class TrainCommand
{
    internal static Command Create()
    {
        var data = new DataOptions();
        var augment = Checked.Text(
            "--augment", "How training images are changed: shift=2,rotate=15,scale=0.1,flip=horizontal (vertical, both),cutout=8, any of them", "none");
        var network = Checked.Text(
            "--network", $"A ready-made network, sized to the data: {string.Join(", ", NetworkChoice.Names)}; or a .json file of layers, such as "
            + """{"layers":[{"type":"conv-2d","filters":8,"kernel":3,"activation":"relu"},{"type":"dense","units":10}]}""", "mlp");
        var hidden = Checked.Text("--hidden", "Units of each hidden layer of mlp, separated by commas; 0 for none", "256,128");
        var activation = Checked.OneOf("--activation", "Activation of the hidden layers", "relu", Names(ActivationCatalogue.All, static a => a.Name));
        var batchNorm = new Option<bool>("--batch-norm") { Description = "Batch normalisation in the hidden layers of mlp and lenet; the others always have it" };
        var dropout = Checked.Share("--dropout", "Probability with which training drops a hidden unit", 0);
        var init = Checked.OneOf("--init", "What fills the weights; what suits the activation otherwise", null,
            Names(InitializerCatalogue.All, static i => i.Name));
        var loss = Checked.OneOf("--loss", "What is minimised; follows from the task otherwise", null, LossChoice.Names);
        var optimizer = Checked.OneOf("--optimizer", "Optimizer, or a minimizer that trains on all rows at once", "adam",
            [.. Names(OptimizerCatalogue.All, static o => o.Name), .. Names(MinimizerCatalogue.All, static m => m.Name)]);
        var rate = Checked.Positive("--learning-rate", "Learning rate; the optimizer's default otherwise");
        var schedule = Checked.Text("--schedule", "How the learning rate moves: constant, cosine, step:EPOCHS,FACTOR, one-cycle:PEAK, …");
        var decay = Checked.NotNegative("--weight-decay", "Weight decay, on weights only", 0);
        var clip = Checked.NotNegative("--clip-norm", "Largest global norm of the gradients; 0 for no limit", 0);
        var batch = Checked.Integer("--batch", "Rows of a batch; a minimizer always trains on all rows and takes as many at a time", 64, 1);
        var epochs = Checked.Integer("--epochs", "Passes over the training rows; iterations of a minimizer", 10, 1);
        var seed = Checked.Integer("--seed", "Seed of everything random", 1, 0);
        var threads = Checked.Integer("--threads", "Threads; the result does not depend on it", Math.Min(Environment.ProcessorCount, 8), 1, Threading.Team.MaxMembers);
        var validation = Checked.Share("--validation", "Share of the training rows held out to validate each epoch", 0.1);
        var patience = Checked.Integer("--patience", "Epochs without a lower validation loss before training stops; 0 for never", 0, 0);
        var tolerance = Checked.NotNegative("--tolerance", "Change of the training loss that counts as converged; 0 for never", 0);
        var monotone = Checked.Text(
            "--monotone", "Columns that predictions must rise (+) or fall (-) with, such as area:+,age:-; with lbfgsb or levenberg-marquardt");
        var output = Checked.Text("--output", "File to save the model to (.safetensors)");
        var checkpoint = new CheckpointOptions();
        var log = Checked.Text("--log", "Folder for a TensorBoard log: scalars, histograms and hyperparameters");
        var json = new Option<bool>("--json") { Description = "One JSON object per epoch and a last one, on standard output" };

        var command = new Command("train", "Train a network on images, a table or the drawn digits.");
        data.AddTo(command);
        foreach (var option in new Option[]
        {
            augment, network, hidden, activation, batchNorm, dropout, init, loss, optimizer, rate, schedule, decay, clip, batch, epochs, seed, threads,
            validation, patience, tolerance, monotone, output, log, json,
        })
            command.Add(option);
        checkpoint.AddTo(command);
        command.SetAction(parsed => TrainRun.Execute(new TrainArguments
        {
            Data = data.Read(parsed),
            Validation = parsed.GetValue(validation),
            Augmentation = Augment(parsed.GetValue(augment)!),
            Network = Name(parsed, network, hidden, activation, batchNorm, dropout, init),
            Hidden = Units(parsed.GetValue(hidden)!),
            Activation = parsed.GetValue(activation)!,
            BatchNorm = parsed.GetValue(batchNorm),
            Dropout = (float)parsed.GetValue(dropout),
            Initializer = parsed.GetValue(init),
            Loss = parsed.GetValue(loss),
            Optimizer = parsed.GetValue(optimizer)!,
            LearningRate = parsed.GetResult(rate) is null ? null : parsed.GetValue(rate),
            Schedule = parsed.GetValue(schedule),
            WeightDecay = parsed.GetValue(decay),
            ClipNorm = parsed.GetValue(clip),
            Batch = parsed.GetResult(batch) is null or { Implicit: true } ? null : parsed.GetValue(batch),
            Epochs = parsed.GetValue(epochs),
            Seed = (ulong)parsed.GetValue(seed),
            Threads = parsed.GetValue(threads),
            Patience = parsed.GetValue(patience),
            Tolerance = parsed.GetValue(tolerance),
            Monotone = parsed.GetValue(monotone),
            Output = parsed.GetValue(output),
            Checkpoint = checkpoint.Read(parsed),
            Log = parsed.GetValue(log),
            Json = parsed.GetValue(json),
        }));
        return command;
    }

    private static Augmentation Augment(string text)
    {
        try
        {
            return Augmentation.Parse(text);
        }
        catch (FormatException e)
        {
            throw new UsageException($"--augment: {e.Message}");
        }
    }

    // A file says everything about its network, and only mlp has hidden layers to choose: options that would go unheard are refused.
    private static string Name(ParseResult parsed, Option<string> network, Option hidden, params ReadOnlySpan<Option> others)
    {
        var text = parsed.GetValue(network)!;
        var isFile = NetworkChoice.IsFile(text);
        if (!isFile && Array.IndexOf(NetworkChoice.Names, text) < 0)
            throw new UsageException($"--network is '{text}' but must be one of {string.Join(", ", NetworkChoice.Names)}, or a .json file.");
        if (text != "mlp" && IsGiven(parsed, hidden)) throw new UsageException($"--hidden is for --network mlp; {text} has layers of its own.");
        foreach (var option in others)
            if (isFile && IsGiven(parsed, option)) throw new UsageException($"{option.Name} is for ready-made networks; the layers of {text} stand in the file.");
        return text;
    }

    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    internal static int[] Units(string text)
    {
        if (text == "0") return [];
        var words = Checked.Split(text);
        var units = new int[words.Length];
        for (var i = 0; i < units.Length; i++)
            if (!int.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out units[i]) || units[i] < 1)
                throw new UsageException($"--hidden is '{text}' but must be positive numbers separated by commas, such as 128,64.");
        return units;
    }

    private static string[] Names<T>(IReadOnlyList<T> entries, Func<T, string> name)
    {
        var names = new string[entries.Count];
        for (var i = 0; i < names.Length; i++) names[i] = name(entries[i]);
        return names;
    }
}
