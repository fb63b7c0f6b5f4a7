using Spans.Cli.Commands;
using Spans.Cli.Presentation;
using Spans.Data;
using Spans.Minimizers;
using Spans.Networks;
using Spans.Training;

namespace Spans.Cli.Running;

/// <summary>Training on all rows at once by a minimizer.</summary>
internal sealed class MinimizerTraining : ITraining
{
    private const int DefaultRows = 1024;

    private readonly TrainArguments _arguments;
    private readonly IMinimizer _minimizer;
    private readonly bool _takesBatches;
    private readonly MonotoneInputs? _monotone;
    private readonly LimitedOutputs? _limited;

    internal MinimizerTraining(TrainArguments arguments)
    {
        _arguments = arguments;
        _minimizer = MinimizerCatalogue.Named(arguments.Optimizer);
        Refuse(arguments.LearningRate is not null, "--learning-rate");
        Refuse(arguments.Schedule is not null, "--schedule");
        Refuse(arguments.ClipNorm > 0, "--clip-norm");
        Refuse(!arguments.Augmentation.IsOff, "--augment");
        _takesBatches = _minimizer is LBfgs or ConjugateGradient or TrustRegionNewtonCg;
        if (arguments.Checkpoint is not null && !(_takesBatches && arguments.Batch is not null))
            throw new UsageException(
                $"--checkpoint is for stochastic optimizers, and for lbfgs, cg and newton-cg with --batch; {arguments.Optimizer} cannot go on from one.");
        if (arguments.Checkpoint is not null && arguments.Patience > 0)
            throw new UsageException(
                "--patience keeps the best parameters, which checkpoints of a minimizer do not: leave one of them out.");
        if (arguments.IterationsPerBatch is not null && !(_takesBatches && arguments.Batch is not null))
            throw new UsageException("--iterations-per-batch is for lbfgs, cg and newton-cg with --batch.");
        if (arguments.Monotone is { } inputs)
        {
            _monotone = new MonotoneInputs(inputs);
            if ((_minimizer.Handles & Handles.Bounds) == 0)
                throw MonotoneInputs.NeedsBounds(arguments.Optimizer);
        }
        if (LimitedOutputs.Name(arguments) is not null) _limited = new LimitedOutputs(arguments, _minimizer);
        if (arguments.Dropout > 0)
            throw new UsageException(
                $"--dropout draws new noise at every evaluation, and {arguments.Optimizer} needs a function that stays the same; use adam, say.");
    }

    /// <summary>Whether the optimizer asked for is a minimizer.</summary>
    internal static bool Takes(TrainArguments arguments)
    {
        foreach (var minimizer in MinimizerCatalogue.All)
            if (minimizer.Name == arguments.Optimizer) return true;
        return false;
    }

    public IPreparedTraining Prepare(Network network, Problem problem) => new Prepared(
        new FullBatchTrainer(network, LossChoice.Of(_arguments.Loss, problem.Task), _minimizer, new FullBatchOptions
        {
            BatchSize = Math.Min(_takesBatches ? DefaultRows : _arguments.Batch ?? DefaultRows, problem.Train.Count),
            LargeBatchSize = LargeBatch(problem.Train.Count),
            IterationsPerBatch = _arguments.IterationsPerBatch ?? new FullBatchOptions().IterationsPerBatch,
            Seed = _arguments.Seed,
            Checkpoints = _arguments.Checkpoint?.Options,
            Iterations = _arguments.Epochs,
            Threads = _arguments.Threads,
            WeightDecay = _arguments.WeightDecay,
            Patience = _arguments.Patience,
            Tolerance = _arguments.Tolerance,
            Bounds = _monotone?.Bounds(network, problem.Preprocessing),
            Outputs = _limited?.Constraints(network, problem),
        }), problem, _monotone, _limited, _arguments.Checkpoint);

    // As many rows as there are, or more, are all rows at once.
    private int LargeBatch(int rows)
    {
        if (!_takesBatches || _arguments.Batch is not { } batch || batch >= rows) return 0;
        if (LimitedOutputs.Name(_arguments) is { } option)
            throw new UsageException(
                $"--batch {batch} of {rows} rows makes a new function of each batch; {option} is for all rows at once.");
        return batch;
    }

    private void Refuse(bool given, string option)
    {
        if (given)
            throw new UsageException($"{option} is for stochastic optimizers; {_arguments.Optimizer} finds its own steps.");
    }

    private sealed class Prepared(FullBatchTrainer trainer, Problem problem, MonotoneInputs? monotone, LimitedOutputs? limited,
        CheckpointArguments? checkpoint) : IPreparedTraining
    {
        public TrainingMethod Method => new(
            $"{trainer.Loss.Name}, {trainer.Minimizer.Name}, {Rows}", trainer.Options.Iterations);

        public string Advice => "Try another --init, or --scale standard.";

        public string? Resume() => checkpoint is not { Resume: true } ? null : Checkpointing.Resume(checkpoint, path =>
        {
            trainer.Resume(path, problem.Train);
            return trainer.Iterations;
        });

        public double? Violation => monotone?.Violation(trainer.Network, problem);

        public IEnumerable<MeasuredLimit> Limits => limited?.Measure(trainer.Network, problem) ?? [];

        public TrainingResult Fit(IDisplay display, CancellationToken cancellation) =>
            trainer.Fit(problem.Train, problem.Validation, display, cancellation);

        public Evaluation Evaluate(DataView rows) => trainer.Evaluate(rows);

        private string Rows => trainer.Options.LargeBatchSize == 0 ? $"all {problem.Train.Count} rows"
            : $"{trainer.Options.LargeBatchSize} of {problem.Train.Count} rows for {trainer.Options.IterationsPerBatch} iterations at a time";

        public void Dispose() => trainer.Dispose();
    }
}
