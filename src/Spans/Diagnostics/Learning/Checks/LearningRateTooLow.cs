using System.Globalization;

namespace Spans.Diagnostics.Learning.Checks;

/// <summary>Steps too short to get anywhere.</summary>
internal sealed class LearningRateTooLow : ILearningCheck
{
    private const double Ratio = 1e-4;

    public string Name => "learning-rate-too-low";

    public string[] Explains { get; } = ["not-learning"];

    public (string Evidence, string Suggestion)? Look(LearningRecord record)
    {
        var fallen = 1 - record.Loss.Recent() / record.Loss.First;
        if (!(record.UpdateRatio < Ratio) || !(fallen is > -0.05 and < 0.25) || record.Diverged) return null;
        return (string.Create(CultureInfo.InvariantCulture,
            $"a step changes the weights by {record.UpdateRatio:G2} of their size, and the loss went from {record.Loss.First:G4} to {record.Loss.Recent():G4} in {record.Loss.Steps} steps"),
            "multiply the learning rate by 10, or find it with the learning-rate range test");
    }
}
