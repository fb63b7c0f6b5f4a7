using Spans.Chains;

namespace Spans.Training;

/// <summary>
/// Sees every layer's pass and every step of a training run. A struct, so that what it does not look at costs nothing.
/// </summary>
public interface ITrainingObserver : IPassObserver
{
    /// <summary>Called after each step. Must not allocate if training is not to.</summary>
    /// <param name="step">The step's number, from 1.</param>
    /// <param name="result">What it did.</param>
    void AfterStep(long step, in StepResult result);
}

/// <summary>Sees nothing; the JIT deletes its calls.</summary>
public readonly struct NoTrainingObserver : ITrainingObserver
{
    /// <inheritdoc/>
    public static bool SeesBodies => false;

    /// <inheritdoc/>
    public void AfterForward(in ForwardPass pass) { }

    /// <inheritdoc/>
    public void AfterBackward(in BackwardPass pass) { }

    /// <inheritdoc/>
    public void AfterStep(long step, in StepResult result) { }
}
