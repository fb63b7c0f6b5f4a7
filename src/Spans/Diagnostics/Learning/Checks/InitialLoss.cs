using System.Globalization;

namespace Spans.Diagnostics.Learning.Checks;

/// <summary>A first loss far above the log of the number of classes: the network is sure of what it cannot know yet.</summary>
internal sealed class InitialLoss : ILearningCheck
{
    private const double Times = 2.5;

    public string Name => "initial-loss";

    public string[] Explains { get; } =
        ["saturated-units", "exploding-gradients", "dead-units", "learning-rate-too-low", "overfitting"];

    public (string Evidence, string Suggestion)? Look(LearningRecord record)
    {
        if (!record.HasExpectedLoss || !(record.Loss.First > Times * record.ExpectedLoss)) return null;
        return (string.Create(CultureInfo.InvariantCulture,
            $"the first loss was {record.Loss.First:G4} but ln {record.Train.View.Data.Classes} = {record.ExpectedLoss:G4} is that of equal probabilities"),
            "make the initial weights smaller, the last layer's above all: He for ReLU, Xavier for sigmoid and tanh");
    }
}
