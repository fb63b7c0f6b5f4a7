using Spans.Data;
using Spans.Optimizers;
using Spans.Optimizers.Schedules;

namespace Spans.Training;

/// <summary>How a <see cref="Trainer"/> trains.</summary>
public sealed record TrainerOptions
{
    /// <summary>Rows of a batch, one or more; the last of an epoch holds what is left. Default 32.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Passes over the training rows. Default 10.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>
    /// The most threads that share each kernel; results do not depend on it. Steps too small for sharing to pay run on the caller
    /// alone: every now and then some are timed both ways (<see cref="Threading.TeamChoice"/>), for less than 0.5 % of the time.
    /// More threads than processors gain nothing and cost little. Default 1.
    /// </summary>
    public int Threads { get; init; } = 1;

    /// <summary>The seed of shuffling and dropout.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether each epoch has an order of its own. Default true.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>
    /// How training images are changed on their way, epoch by epoch; rows that are only scored never are. Default: not at all.
    /// </summary>
    public Augmentation Augmentation { get; init; } = Augmentation.None;

    /// <summary>How the learning rate moves. Default: not at all.</summary>
    public ISchedule Schedule { get; init; } = new Constant();

    /// <summary>How gradients are bounded before the update. Default: not at all.</summary>
    public GradientClipping Clipping { get; init; } = GradientClipping.None;

    /// <summary>Whether biases and norms decay too. Default false.</summary>
    public bool DecayAll { get; init; }

    /// <summary>
    /// Epochs without a lower validation loss after which training stops, with the best parameters put back; 0 for never.
    /// </summary>
    public int Patience { get; init; }

    /// <summary>
    /// Training has converged when its loss changes by less than this for <see cref="ConvergenceEpochs"/>; 0 for never.
    /// </summary>
    public double Tolerance { get; init; }

    /// <summary>Consecutive epochs of small change that count as convergence. Default 3.</summary>
    public int ConvergenceEpochs { get; init; } = 3;

    /// <summary>Adds up gradients across machines; null on one.</summary>
    public IReducer? Reducer { get; init; }

    /// <summary>Where and how often Fit saves what it needs to go on after a crash; null for never.</summary>
    public CheckpointOptions? Checkpoints { get; init; }

    // What steps are timed by, to choose between threads and the caller alone.
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    internal void Check()
    {
        Throw.IfNotPositive(BatchSize);
        Throw.IfNegative(Epochs);
        Throw.IfNotPositive(Threads);
        Throw.IfNegative(Patience);
        Throw.IfNotPositive(ConvergenceEpochs);
        if (!(Tolerance >= 0 && double.IsFinite(Tolerance)))
            Throw.OutOfRange(nameof(Tolerance), Tolerance, "zero or more and finite");
        ArgumentNullException.ThrowIfNull(Augmentation);
        Augmentation.Check();
        ArgumentNullException.ThrowIfNull(Schedule);
        Checkpoints?.Check();
        ArgumentNullException.ThrowIfNull(Clipping);
    }
}
