using Spans.Minimizers;

namespace Spans.Training;

/// <summary>Where training stands within an epoch.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Step">Steps of this epoch done.</param>
/// <param name="Steps">Steps of an epoch.</param>
/// <param name="Loss">Mean training loss of the epoch so far.</param>
/// <param name="SamplesPerSecond">Rows trained a second in this epoch so far.</param>
public readonly record struct StepProgress(int Epoch, int Step, int Steps, double Loss, double SamplesPerSecond);

/// <summary>One epoch, done.</summary>
public sealed record EpochReport
{
    /// <summary>Its number, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Training steps since the first.</summary>
    public required long Steps { get; init; }

    /// <summary>The mean loss over its training rows, each as it stood when its batch came.</summary>
    public required double TrainLoss { get; init; }

    /// <summary>The share of its training rows predicted right when their batch came; null for regression.</summary>
    public double? TrainAccuracy { get; init; }

    /// <summary>The validation rows' scores; null without validation.</summary>
    public Evaluation? Validation { get; init; }

    /// <summary>The learning rate of its last step; NaN where a minimizer decides its steps.</summary>
    public required float LearningRate { get; init; }

    /// <summary>Seconds of its steps, validation and reports left out.</summary>
    public required double Seconds { get; init; }

    /// <summary>Training rows a second.</summary>
    public required double SamplesPerSecond { get; init; }
}

/// <summary>What a call of <see cref="Trainer"/>'s Fit did.</summary>
public sealed record TrainingResult
{
    /// <summary>Why it ended.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>More about why, in one line: for a non-finite loss, the step and the layer it came from.</summary>
    public required string Explanation { get; init; }

    /// <summary>Every epoch finished.</summary>
    public required IReadOnlyList<EpochReport> History { get; init; }

    /// <summary>The epoch whose parameters the network holds.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Training steps since the first.</summary>
    public required long Steps { get; init; }

    /// <summary>Seconds of all steps, validation and reports left out.</summary>
    public required double Seconds { get; init; }

    /// <summary>Training rows a second.</summary>
    public required double SamplesPerSecond { get; init; }

    /// <summary>
    /// Managed bytes that all threads of the process allocated during the steps after the first
    /// <see cref="AllocationMeter.WarmupSteps"/>, reports left out, divided by those steps; null where there were none.
    /// </summary>
    public required double? AllocatedBytesPerStep { get; init; }

    /// <summary>Collections of any generation in the same steps.</summary>
    public required int Collections { get; init; }

    /// <summary>
    /// What the minimizer reports: evaluations, gradient norm, violation of constraints; null where an optimizer trained.
    /// </summary>
    public MinimizerReport? Minimization { get; init; }
}
