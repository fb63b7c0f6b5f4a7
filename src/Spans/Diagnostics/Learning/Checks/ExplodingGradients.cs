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
        if (GradientFlow.Worst(record, static flow => flow.First > Times * flow.Last) is not { } worst) return null;
        return (string.Create(CultureInfo.InvariantCulture,
            $"the gradient that reaches {worst.FirstName} is {worst.Ratio:G3} times that of {worst.LastName} at the first step"),
            "use smaller initial weights (He, Xavier), normalisation, or clip gradients by norm");
    }
}
