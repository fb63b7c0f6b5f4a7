using System.Globalization;

namespace Spans.Diagnostics.Learning.Checks;

/// <summary>
/// Inputs far from mean 0 and deviation 1: initial weights and learning rates are made for those (LeCun et al. 1998, §4.3).
/// </summary>
internal sealed class UnscaledInputs : ILearningCheck
{
    private const double Large = 20;
    private const double Spread = 1000;

    public string Name => "unscaled-inputs";

    public string[] Explains { get; } = Symptoms.OfScale;

    public (string Evidence, string Suggestion)? Look(LearningRecord record)
    {
        var data = record.Train;
        var (largest, at, least, leastAt) = (0.0, 0, double.PositiveInfinity, 0);
        for (var j = 0; j < data.Means.Length; j++)
        {
            var size = Math.Abs(data.Means[j]) + data.Deviations[j];
            if (size > largest) (largest, at) = (size, j);
            if (data.Deviations[j] > 0 && data.Deviations[j] < least) (least, leastAt) = (data.Deviations[j], j);
        }
        const string Suggestion = "standardize each input to mean 0 and standard deviation 1 (or scale pixels to 0..1)";
        if (largest > Large)
            return (string.Create(CultureInfo.InvariantCulture,
                $"{data.Name(at)} has mean {data.Means[at]:G3} and standard deviation {data.Deviations[at]:G3}"), Suggestion);
        var tabular = data.View.Data.InputShape.Rank == 1 && data.Means.Length <= 256;
        if (tabular && least < double.PositiveInfinity && data.Deviations[at] / least > Spread)
            return (string.Create(CultureInfo.InvariantCulture,
                $"{data.Name(at)} varies {data.Deviations[at] / least:G3} times as much as {data.Name(leastAt)}"), Suggestion);
        return null;
    }
}
