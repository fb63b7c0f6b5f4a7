using Spans.Data;

namespace Spans.Training;

public sealed partial class Trainer
{
    /// <summary>
    /// Trains for <see cref="TrainerOptions.Epochs"/> or until a rule of the options stops it; after <see cref="Resume"/>, goes
    /// on from where the checkpoint was made. A last batch of one row is left out of an epoch where the network normalises over
    /// the batch, which needs two.
    /// </summary>
    /// <param name="train">The training rows.</param>
    /// <param name="validation">Rows scored after each epoch; needed for early stopping.</param>
    /// <param name="epochs">Told of every epoch.</param>
    /// <param name="steps">Told of the progress within an epoch, at most ten times a second.</param>
    /// <param name="cancellationToken">Stops training between two steps; what was learned stays.</param>
    /// <exception cref="ArgumentException">The rows do not fit the network or the loss.</exception>
    /// <exception cref="CheckpointException">The checkpoint resumed from was made of other rows. Nothing has changed.</exception>
    /// <exception cref="IOException">A checkpoint could not be written; those before it are still there.</exception>
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
        using var loader = new BatchLoader(
            train, Options.BatchSize, Options.Shuffle, Options.Seed, _plan.Chain.MinimumBatch, _team, Options.Augmentation);
        using var validationLoader = validation is null ? null : new BatchLoader(validation, Options.BatchSize);
        var run = BeginRun(train, validation);
        _stepsPerEpoch = loader.Batches;
        var saver = Options.Checkpoints is { } checkpoints ? new CheckpointSaver(this, checkpoints) : null;
        var clock = new RunClock(run, steps, loader.Batches);
        (_isFitting, _isStepping) = (true, false);
        try
        {
            (StopReason, string)? end;
            while ((end = run.End()) is null)
            {
                end = RunEpoch(loader, run, saver, ref clock, ref observer, cancellationToken);
                if (end is not null) break;
                // Long validations are interrupted too: the epoch's steps are done, its end is not.
                var scores = validationLoader is null ? null : Evaluate(validationLoader, cancellationToken);
                if (validationLoader is not null && scores is null)
                {
                    end = Cancelled(run.Epoch);
                    break;
                }
                var report = run.EndEpoch(Steps, scores, LearningRateAt(Math.Max(0, Steps - 1)));
                Options.Schedule.Observe(scores?.Loss ?? report.TrainLoss, _scheduleState);
                epochs?.Report(report);
                saver?.AfterEpoch(report.Epoch);
            }
            var (reason, explanation) = end.Value.Item1 == StopReason.NonFinite ? end.Value : Unfit() ?? end.Value;
            if (reason != StopReason.NonFinite) saver?.AtEnd();
            run.Best.Exchange();
            return clock.Result(reason, explanation, Steps);
        }
        finally
        {
            _isFitting = false;
        }
    }

    // What a checkpoint left, if one was read since the last call, else the first epoch.
    private TrainingRun BeginRun(DataView train, DataView? validation)
    {
        if (_run is { AwaitsFit: true } resumed)
        {
            if (resumed.Data is { } made)
            {
                var data = DataFingerprint.Of(train, validation, made);
                made.Require(data);
                resumed.Data = data;
            }
            resumed.AwaitsFit = false;
        }
        else
        {
            DropRun();
            _run = new TrainingRun(Network, Loss, Options);
        }
        _run.Views = (train, validation);
        // Now rather than when a signal waits for the first checkpoint.
        if (Options.Checkpoints is not null) _run.Data ??= DataFingerprint.Of(train, validation);
        return _run;
    }

    // Null if the epoch ran to its end, else why it did not.
    private (StopReason, string)? RunEpoch<TObserver>(
        BatchLoader loader, TrainingRun run, CheckpointSaver? saver, ref RunClock clock, ref TObserver observer,
        CancellationToken cancellationToken)
        where TObserver : struct, ITrainingObserver
    {
        loader.BeginEpoch(run.Epoch - 1);
        loader.Position = run.Position;
        clock.Start();
        while (!cancellationToken.IsCancellationRequested)
        {
            if (!loader.Next(out var batch))
            {
                clock.Stop();
                return Unfit();
            }
            var result = TakeStep(batch, ref observer);
            if (!result.Updated)
            {
                clock.Stop();
                return NonFinite(batch, result);
            }
            run.Add(result.Loss, batch, LastPrediction);
            clock.Step();
            if (saver is not null && saver.IsDue)
            {
                clock.Stop();
                if (Unfit() is { } unfit) return unfit;
                saver.Save();
                clock.Start();
            }
        }
        clock.Stop();
        return Cancelled(run.Epoch);
    }

    private (StopReason, string) Cancelled(int epoch) =>
        (StopReason.Cancelled, $"cancelled in epoch {epoch}, after step {Steps}");
}
