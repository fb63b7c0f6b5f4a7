using System.Globalization;

namespace Spans.Diagnostics.Learning.Checks;

/// <summary>
/// Gradients that shrink from layer to layer on their way back, until the first learn nothing (Hochreiter 1991).
/// </summary>
internal sealed class VanishingGradients : ILearningCheck
{
    private const double Share = 1e-3;

    public string Name => "vanishing-gradients";

    public string[] Explains { get; } = ["not-learning", "learning-rate-too-low", "frozen-tensors"];

    public (string Evidence, string Suggestion)? Look(LearningRecord record)
    {
        if (GradientFlow.Worst(record, static flow => flow.First < Share * flow.Last) is not { } worst) return null;
        return (string.Create(CultureInfo.InvariantCulture,
            $"the gradient that reaches {worst.FirstName} is {worst.Ratio:G2} times that of {worst.LastName} at the first step"),
            "use ReLU and He initial weights instead of sigmoid, batch norm, or residual connections");
    }
}
