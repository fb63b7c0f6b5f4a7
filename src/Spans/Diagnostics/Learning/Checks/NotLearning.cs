using System.Globalization;

namespace Spans.Diagnostics.Learning.Checks;

/// <summary>A training loss that is no better than guessing by how common each class is, or by the mean.</summary>
internal sealed class NotLearning : ILearningCheck
{
    private const double Share = 0.97;
    private const int FewestSteps = 100;

    public string Name => "not-learning";

    public string[] Explains => [];

    public (string Evidence, string Suggestion)? Look(LearningRecord record)
    {
        if (record.Loss.Steps < FewestSteps || !record.HasExpectedLoss || record.Diverged) return null;
        var guess = 0.0;
        foreach (var count in record.Train.ClassCounts)
        {
            var share = (double)count / record.Train.View.Count;
            if (share > 0) guess -= share * Math.Log(share);
        }
        if (record.Loss.Recent() < Share * guess) return null;
        return (string.Create(CultureInfo.InvariantCulture,
            $"after {record.Loss.Steps} steps the loss is {record.Loss.Recent():G4}, that of guessing by how common each class is ({guess:G4})"),
            "check that labels belong to their rows, and train on ten rows alone: a network that can learn gets those right");
    }
}
