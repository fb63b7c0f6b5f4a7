namespace Spans.Training;

/// <summary>What one training step did.</summary>
/// <param name="Loss">The batch's loss before the update.</param>
/// <param name="GradientNorm">The global norm of the gradients before clipping; NaN where it was not asked for.</param>
/// <param name="LearningRate">The rate the update used.</param>
/// <param name="Updated">Whether parameters changed: not if the loss or the gradients were not finite.</param>
public readonly record struct StepResult(double Loss, double GradientNorm, float LearningRate, bool Updated);
