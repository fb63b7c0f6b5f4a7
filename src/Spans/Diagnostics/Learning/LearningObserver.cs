using Spans.Chains;
using Spans.Training;

namespace Spans.Diagnostics.Learning;

/// <summary>Shows a training run to a <see cref="LearningMonitor"/>: a test of one flag at most steps.</summary>
public readonly struct LearningObserver : ITrainingObserver
{
    private readonly LearningMonitor _monitor;

    internal LearningObserver(LearningMonitor monitor) => _monitor = monitor;

    /// <inheritdoc/>
    public void AfterForward(in ForwardPass pass)
    {
        if (_monitor.Looking) _monitor.AfterForward(pass);
    }

    /// <inheritdoc/>
    public void AfterBackward(in BackwardPass pass)
    {
        if (_monitor.Looking) _monitor.AfterBackward(pass);
    }

    /// <inheritdoc/>
    public void AfterStep(long step, in StepResult result) => _monitor.AfterStep(step, result);
}
