using System.Globalization;

namespace Spans.Diagnostics.Learning.Checks;

/// <summary>Gradients that grow from layer to layer on their way back.</summary>
internal sealed class ExplodingGradients : ILearningCheck
{
    private const double Times = 100;

    public string Name => "exploding-gradients";

    public string[] Explains { get; } = ["learning-rate-too-high", "initial-loss", "non-finite-loss", "not-learning",
        "dead-units", "learning-rate-too-low", "overfitting"];

    public (string Evidence, string Suggestion)? Look(LearningRecord record)
    {
        if (record.Deltas() is not (var first, var last) || !(first > Times * last)) return null;
        return (string.Create(CultureInfo.InvariantCulture,
            $"the gradient that reaches the first layer is {first / last:G3} times that of the last at the first step"),
            "use smaller initial weights (He, Xavier), normalisation, or clip gradients by norm");
    }
}
