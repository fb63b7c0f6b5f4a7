using Spans.Cli.Commands;
using Spans.Cli.Presentation;
using Spans.Data;
using Spans.Diagnostics.TensorBoard;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Optimizers.Schedules;
using Spans.Training;

namespace Spans.Cli.Running;

/// <summary>Training batch by batch.</summary>
internal sealed class OptimizerTraining : ITraining
{
    private const int DefaultBatch = 64;

    private readonly TrainArguments _arguments;
    private readonly IOptimizer _optimizer;
    private readonly ISchedule _schedule;

    internal OptimizerTraining(TrainArguments arguments)
    {
        _arguments = arguments;
        if (arguments.Monotone is not null)
            throw MonotoneInputs.NeedsBounds(arguments.Optimizer);
        if (arguments.IterationsPerBatch is not null)
            throw new UsageException(
                $"--iterations-per-batch is for lbfgs, cg and newton-cg with --batch, not {arguments.Optimizer}.");
        if (LimitedOutputs.Name(arguments) is { } option)
            throw new UsageException(
                $"{option} needs a minimizer: lbfgs, cg, newton-cg or interior-point, say, not {arguments.Optimizer}.");
        _optimizer = OptimizerCatalogue.Get(arguments.Optimizer, arguments.LearningRate, arguments.WeightDecay);
        _schedule = arguments.Schedule is { } text ? ParseSchedule(text) : new Constant();
    }

    public IPreparedTraining Prepare(Network network, Problem problem) =>
        new Prepared(TrainerOf(network, problem), problem, _arguments);

    /// <summary>The trainer that the options ask for.</summary>
    /// <exception cref="UsageException">The options do not suit the problem.</exception>
    internal Trainer TrainerOf(Network network, Problem problem) =>
        new(network, LossChoice.Of(_arguments.Loss, problem.Task), _optimizer, new TrainerOptions
        {
            BatchSize = Math.Min(_arguments.Batch ?? DefaultBatch, problem.Train.Count),
            Epochs = _arguments.Epochs,
            Threads = _arguments.Threads,
            Seed = _arguments.Seed,
            Augmentation = _arguments.Augmentation,
            Schedule = _schedule,
            Clipping = _arguments.ClipNorm > 0 ? GradientClipping.ByNorm(_arguments.ClipNorm) : GradientClipping.None,
            Patience = _arguments.Patience,
            Tolerance = _arguments.Tolerance,
            Checkpoints = _arguments.Checkpoint?.Options,
        });

    private static ISchedule ParseSchedule(string text)
    {
        try
        {
            return ScheduleCatalogue.Parse(text);
        }
        catch (FormatException e)
        {
            throw new UsageException($"--schedule: {e.Message}");
        }
    }

    private sealed class Prepared(Trainer trainer, Problem problem, TrainArguments arguments) : IPreparedTraining
    {
        public TrainingMethod Method => new(
            $"{trainer.Loss.Name}, {trainer.Optimizer.Name}, batch {trainer.Options.BatchSize}", trainer.Options.Epochs);

        public string Advice => "Try a lower --learning-rate or --clip-norm 1.";

        public string? Resume() =>
            arguments.Checkpoint is { Resume: true } checkpoint ? Checkpointing.Resume(checkpoint, trainer, problem) : null;

        public TrainingResult Fit(IDisplay display, CancellationToken cancellation)
        {
            var steps = display.WantsSteps ? display : null;
            if (arguments.Log is null) return trainer.Fit(problem.Train, problem.Validation, display, steps, cancellation);
            using var log = new TensorBoardLog(arguments.Log);
            log.Hyperparameters(Hyperparameters());
            var observer = log.Observer(trainer.Network);
            var result =
                trainer.Fit(problem.Train, problem.Validation, ref observer, new Both(display, log), steps, cancellation);
            log.End(result);
            return result;
        }

        private Dictionary<string, object?> Hyperparameters() => new()
        {
            ["network"] = arguments.Network,
            ["hidden"] = arguments.Network == "mlp" ? string.Join(",", arguments.Hidden) : "",
            ["activation"] = arguments.Activation,
            ["batch_norm"] = arguments.BatchNorm,
            ["dropout"] = arguments.Dropout,
            ["optimizer"] = trainer.Optimizer.Name,
            ["learning_rate"] = trainer.Optimizer.LearningRate,
            ["weight_decay"] = arguments.WeightDecay,
            ["schedule"] = trainer.Options.Schedule.Name,
            ["batch"] = trainer.Options.BatchSize,
            ["epochs"] = trainer.Options.Epochs,
            ["seed"] = trainer.Options.Seed,
        };

        public Evaluation Evaluate(DataView rows) => trainer.Evaluate(rows);

        public void Dispose() => trainer.Dispose();
    }

    private sealed class Both(IProgress<EpochReport> first, IProgress<EpochReport> second) : IProgress<EpochReport>
    {
        public void Report(EpochReport value)
        {
            first.Report(value);
            second.Report(value);
        }
    }
}
