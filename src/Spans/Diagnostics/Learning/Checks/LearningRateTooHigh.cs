using System.Globalization;

namespace Spans.Diagnostics.Learning.Checks;

/// <summary>Steps as long as the weights themselves, and a loss that does not fall for it.</summary>
internal sealed class LearningRateTooHigh : ILearningCheck
{
    // A thousandth of the weights is usual.
    private const double Ratio = 0.03;

    public string Name => "learning-rate-too-high";

    public string[] Explains { get; } =
        ["dead-units", "saturated-units", "exploding-gradients", "vanishing-gradients", "frozen-tensors", "non-finite-loss",
            "not-learning", "learning-rate-too-low", "overfitting"];

    public (string Evidence, string Suggestion)? Look(LearningRecord record)
    {
        var grown = false;
        foreach (var tensor in record.Weights()) grown |= tensor.Rms > 20 * tensor.FirstRms && tensor.FirstRms > 0;
        var worse = record.Diverged || record.Loss.Recent() > 0.9 * record.Loss.First;
        if (!worse || !(record.UpdateRatio > Ratio || grown)) return null;
        var outcome = record.Diverged ? "is not finite any more"
            : string.Create(CultureInfo.InvariantCulture, $"went from {record.Loss.First:G3} to {record.Loss.Recent():G3}");
        var size = grown ? "weights have grown more than twentyfold"
            : string.Create(CultureInfo.InvariantCulture, $"a step changes the weights by {record.UpdateRatio:P1}");
        return ($"{size} and the loss {outcome}", "divide the learning rate by 10, or find it with the learning-rate range test");
    }
}
