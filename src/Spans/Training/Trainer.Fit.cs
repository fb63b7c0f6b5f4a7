using System.Diagnostics;
using System.Globalization;
using Spans.Data;
using Spans.Losses;

namespace Spans.Training;

public sealed partial class Trainer
{
    private static readonly long s_progressInterval = Stopwatch.Frequency / 10;

    /// <summary>
    /// Trains for <see cref="TrainerOptions.Epochs"/> or until a rule of the options stops it. A last batch of one row is left out of an
    /// epoch where the network normalises over the batch, which needs two.
    /// </summary>
    /// <param name="train">The training rows.</param>
    /// <param name="validation">Rows scored after each epoch; needed for early stopping.</param>
    /// <param name="epochs">Told of every epoch.</param>
    /// <param name="steps">Told of the progress within an epoch, at most ten times a second.</param>
    /// <param name="cancellationToken">Stops training between two steps; what was learned stays.</param>
    /// <exception cref="ArgumentException">The rows do not fit the network or the loss.</exception>
    public TrainingResult Fit(
        DataView train, DataView? validation = null, IProgress<EpochReport>? epochs = null, IProgress<StepProgress>? steps = null,
        CancellationToken cancellationToken = default)
    {
        var none = new NoTrainingObserver();
        return Fit(train, validation, ref none, epochs, steps, cancellationToken);
    }

    /// <summary>Trains, every layer's pass and every step shown to <paramref name="observer"/>.</summary>
    /// <inheritdoc cref="Fit(DataView, DataView?, IProgress{EpochReport}?, IProgress{StepProgress}?, CancellationToken)"/>
    public TrainingResult Fit<TObserver>(
        DataView train, DataView? validation, ref TObserver observer, IProgress<EpochReport>? epochs = null,
        IProgress<StepProgress>? steps = null, CancellationToken cancellationToken = default)
        where TObserver : struct, ITrainingObserver
    {
        ArgumentNullException.ThrowIfNull(train);
        if (Options.Patience > 0 && validation is null)
            Throw.Argument(nameof(validation), "Early stopping (Patience above 0) needs validation rows.");
        using var loader = new BatchLoader(train, Options.BatchSize, Options.Shuffle, Options.Seed, _plan.Chain.MinimumBatch, _team);
        using var validationLoader = validation is null ? null : new BatchLoader(validation, Options.BatchSize);
        using var best = new BestParameters(Network, keep: Options.Patience > 0);
        _stepsPerEpoch = loader.Batches;
        var run = new Run(new Accuracy(Network.Output.Elements, Loss.Link is Link.Identity ? 0.5f : 0), steps, cancellationToken);
        var history = new List<EpochReport>(Options.Epochs);
        var convergence = new Convergence(Options.Tolerance, Options.ConvergenceEpochs);
        var (reason, explanation) = (StopReason.Epochs, $"all {Options.Epochs} epochs were run");
        for (var epoch = 1; epoch <= Options.Epochs; epoch++)
        {
            loader.BeginEpoch(epoch - 1);
            if (RunEpoch(loader, epoch, ref run, ref observer) is var (why, text))
            {
                (reason, explanation) = (why, text);
                break;
            }
            var scores = validationLoader is null ? null : Evaluate(validationLoader);
            history.Add(run.Report(epoch, Steps, scores, LearningRateAt(Math.Max(0, Steps - 1))));
            Options.Schedule.Observe(scores?.Loss ?? history[^1].TrainLoss, _scheduleState);
            epochs?.Report(history[^1]);
            if (best.Offer(epoch, scores?.Loss) is var stale && Options.Patience > 0 && stale >= Options.Patience)
            {
                (reason, explanation) = (StopReason.EarlyStop,
                    $"the validation loss did not fall for {stale} epochs; the parameters are those of epoch {best.Epoch}");
                break;
            }
            if (convergence.Reached(history[^1].TrainLoss))
            {
                (reason, explanation) = (StopReason.Converged, string.Create(CultureInfo.InvariantCulture,
                    $"the training loss changed by less than {Options.Tolerance} for {Options.ConvergenceEpochs} epochs"));
                break;
            }
        }
        best.Restore();
        return run.Result(reason, explanation, history, best.Epoch, Steps);
    }

    // Null if the epoch ran to its end, else why it did not.
    private (StopReason, string)? RunEpoch<TObserver>(BatchLoader loader, int epoch, ref Run run, ref TObserver observer)
        where TObserver : struct, ITrainingObserver
    {
        run.BeginEpoch();
        while (loader.Next(out var batch))
        {
            if (run.CancellationToken.IsCancellationRequested)
            {
                run.EndSteps();
                return (StopReason.Cancelled, $"cancelled in epoch {epoch}, after step {Steps}");
            }
            var result = Step(batch, ref observer);
            if (!result.Updated)
            {
                run.EndSteps();
                var what = double.IsFinite(result.Loss) ? "the gradient norm" : "the loss";
                var value = double.IsFinite(result.Loss) ? result.GradientNorm : result.Loss;
                return (StopReason.NonFinite, string.Create(CultureInfo.InvariantCulture,
                    $"{what} was {value} at step {Steps + 1}, {(double.IsFinite(result.Loss) ? "in the backward pass" : Blame(batch))}"));
            }
            run.Step(epoch, loader, result.Loss, batch, LastPrediction);
        }
        run.EndSteps();
        return null;
    }
}
