using Spans.Data;
using Spans.Training;

namespace Spans.Diagnostics.Learning;

/// <summary>Training that says at its end what kept the network from learning.</summary>
public static class TrainerDiagnosis
{
    /// <summary>
    /// Trains as
    /// <see cref="Trainer.Fit(DataView, DataView?, IProgress{EpochReport}?, IProgress{StepProgress}?, CancellationToken)"/> does,
    /// to the same bits, watched by a <see cref="LearningMonitor"/>. Steps allocate nothing.
    /// </summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="train">The training rows.</param>
    /// <param name="validation">Rows scored after each epoch: without them nothing is said of overfitting.</param>
    /// <param name="epochs">Told of every epoch.</param>
    /// <param name="steps">Told of the progress within an epoch, at most ten times a second.</param>
    /// <param name="cancellationToken">Stops training between two steps; what was learned stays.</param>
    /// <exception cref="ArgumentException">The rows do not fit the network or the loss.</exception>
    public static DiagnosedTraining FitAndDiagnose(
        this Trainer trainer, DataView train, DataView? validation = null, IProgress<EpochReport>? epochs = null,
        IProgress<StepProgress>? steps = null, CancellationToken cancellationToken = default)
    {
        var monitor = new LearningMonitor(trainer, train, validation, epochs);
        var observer = monitor.Observer;
        var result = trainer.Fit(train, validation, ref observer, monitor, steps, cancellationToken);
        return new DiagnosedTraining(result, monitor.Diagnose(result));
    }
}

/// <summary>A training run and what was seen of it.</summary>
/// <param name="Result">What Fit returns.</param>
/// <param name="Report">What keeps the network from learning, if anything does.</param>
public sealed record DiagnosedTraining(TrainingResult Result, LearningReport Report);
