using System.Globalization;

namespace Spans.Diagnostics.Learning.Checks;

/// <summary>
/// Regression targets far from mean 0 and deviation 1: the last layer must grow to reach them, and gradients grow with them.
/// </summary>
internal sealed class UnscaledTargets : ILearningCheck
{
    private const double Large = 20;

    public string Name => "unscaled-targets";

    public string[] Explains { get; } = Symptoms.OfScale;

    public (string Evidence, string Suggestion)? Look(LearningRecord record)
    {
        var data = record.Train.View.Data;
        for (var unit = 0; unit < data.Units; unit++)
        {
            var (sum, squares) = (0.0, 0.0);
            for (var i = 0; i < record.Train.Rows; i++)
            {
                double t = data.Values[record.Train.RowAt(i) * data.Units + unit];
                sum += t;
                squares += t * t;
            }
            var mean = sum / record.Train.Rows;
            var deviation = Math.Sqrt(Math.Max(0, squares / record.Train.Rows - mean * mean));
            if (Math.Abs(mean) + deviation <= Large) continue;
            var name = data.TargetNames.Count > unit ? $"'{data.TargetNames[unit]}'" : $"target {unit}";
            return (string.Create(
                CultureInfo.InvariantCulture, $"{name} has mean {mean:G3} and standard deviation {deviation:G3}"),
                "standardize the targets, and turn predictions back (preprocessing does both)");
        }
        return null;
    }
}
