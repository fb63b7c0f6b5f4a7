using System.Globalization;

namespace Spans.Diagnostics.Learning.Checks;

/// <summary>A class ten times as common as another: accuracy flatters, and the rare class is learned last or never.</summary>
internal sealed class LabelImbalance : ILearningCheck
{
    private const int Times = 10;

    public string Name => "label-imbalance";

    public string[] Explains { get; } = ["not-learning", "overfitting"];

    public (string Evidence, string Suggestion)? Look(LearningRecord record)
    {
        var counts = record.Train.ClassCounts;
        if (counts.Length < 2) return null;
        var (most, least) = (0, 0);
        for (var c = 1; c < counts.Length; c++)
        {
            if (counts[c] > counts[most]) most = c;
            if (counts[c] < counts[least]) least = c;
        }
        if (counts[most] < (long)Times * Math.Max(1, counts[least])) return null;
        return (string.Create(
            CultureInfo.InvariantCulture, $"class {most} has {counts[most]} rows and class {least} {counts[least]}"),
            "weight the classes in the loss, sample the rare ones more often, and look at precision and recall instead of accuracy");
    }
}
