using System.CommandLine;
using Spans.Cli.Running;
using Spans.Data;

namespace Spans.Cli.Commands;

/// <summary>The options that say what is trained on what and how, shared by every command that trains one network.</summary>
/// <param name="optimizers">What <c>--optimizer</c> may name.</param>
/// <param name="epochs">The epochs where nothing is said.</param>
/// <param name="json">What is written with <c>--json</c>.</param>
internal sealed class TrainOptions(string[] optimizers, int epochs, string json)
{
    private readonly DataOptions _data = new();
    private readonly NetworkChoiceOptions _network = new();
    private readonly RunOptions _run = new("Threads", json);
    private readonly Option<string> _augment = Checked.Text(
        "--augment",
        "How training images are changed: shift=2,rotate=15,scale=0.1,flip=horizontal (vertical, both),cutout=8, any of them",
        "none");

    private readonly Option<string> _loss =
        Checked.OneOf("--loss", "What is minimised; follows from the task otherwise", null, LossChoice.Names);
    private readonly Option<string> _optimizer = Checked.OneOf(
        "--optimizer", "What finds the parameters; minimizers train on all rows at once, or on large batches", "adam",
        optimizers);
    private readonly Option<float> _rate =
        Checked.Positive("--learning-rate", "Learning rate; the optimizer's default otherwise");
    private readonly Option<string> _schedule = Checked.Text(
        "--schedule", "How the learning rate moves: constant, cosine, step:EPOCHS,FACTOR, one-cycle:PEAK, …");

    private readonly Option<float> _decay = Checked.NotNegative("--weight-decay", "Weight decay, on weights only", 0);
    private readonly Option<float> _clip =
        Checked.NotNegative("--clip-norm", "Largest global norm of the gradients; 0 for no limit", 0);
    private readonly Option<int> _batch = Checked.Integer(
        "--batch",
        "Rows of a batch; lbfgs, cg and newton-cg minimise one after the other, other minimizers all rows, passed in such portions", 64, 1);

    private readonly Option<int> _epochs =
        Checked.Integer("--epochs", "Passes over the training rows; iterations of a minimizer", epochs, 1);
    private readonly Option<double> _validation =
        Checked.Share("--validation", "Share of the training rows held out to validate each epoch", 0.1);
    private readonly Option<int> _patience = Checked.Integer(
        "--patience", "Epochs without a lower validation loss before training stops; 0 for never", 0, 0);

    private readonly Option<float> _tolerance =
        Checked.NotNegative("--tolerance", "Change of the training loss that counts as converged; 0 for never", 0);

    internal void AddTo(Command command)
    {
        _data.AddTo(command);
        command.Add(_augment);
        _network.AddTo(command);
        foreach (var option in new Option[]
        {
            _loss, _optimizer, _rate, _schedule, _decay, _clip, _batch, _epochs, _validation, _patience, _tolerance,
        })
            command.Add(option);
        _run.AddTo(command);
    }

    /// <summary>What they say; what only one command has is left out.</summary>
    /// <exception cref="UsageException">A value makes no sense, or two contradict each other.</exception>
    internal TrainArguments Read(ParseResult parsed)
    {
        var arguments = new TrainArguments
        {
            Data = _data.Read(parsed),
            Validation = parsed.GetValue(_validation),
            Augmentation = Augment(parsed.GetValue(_augment)!),
            Network = _network.Network(parsed),
            Hidden = _network.Hidden(parsed),
            Activation = _network.Activation(parsed),
            BatchNorm = _network.BatchNorm(parsed),
            Dropout = _network.Dropout(parsed),
            Initializer = _network.Initializer(parsed),
            Loss = parsed.GetValue(_loss),
            Optimizer = parsed.GetValue(_optimizer)!,
            LearningRate = parsed.GetResult(_rate) is null ? null : parsed.GetValue(_rate),
            Schedule = parsed.GetValue(_schedule),
            WeightDecay = parsed.GetValue(_decay),
            ClipNorm = parsed.GetValue(_clip),
            Batch = parsed.GetResult(_batch) is null or { Implicit: true } ? null : parsed.GetValue(_batch),
            Epochs = parsed.GetValue(_epochs),
            Seed = _run.Seed(parsed),
            Threads = _run.Threads(parsed),
            Patience = parsed.GetValue(_patience),
            Tolerance = parsed.GetValue(_tolerance),
            Json = _run.Json(parsed),
        };
        if (arguments.Patience > 0 && arguments.Validation == 0)
            throw new UsageException("--patience needs validation rows: give --validation a share above 0.");
        if (arguments.BatchNorm && arguments.Batch == 1)
            throw new UsageException("--batch is 1 but --batch-norm takes a variance over the rows of a batch: give 2 or more.");
        return arguments;
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
}
