using System.Globalization;
using Spans.Training;

namespace Spans.Diagnostics.Learning.Checks;

/// <summary>The training rows are learned by heart while the validation loss rises.</summary>
internal sealed class Overfitting : ILearningCheck
{
    private const double Rise = 1.3;
    private const double Gap = 0.1;

    public string Name => "overfitting";

    public string[] Explains => [];

    public (string Evidence, string Suggestion)? Look(LearningRecord record)
    {
        var (least, at) = (double.PositiveInfinity, 0);
        EpochReport? last = null;
        foreach (var epoch in record.Epochs)
        {
            if (epoch.Validation is not { } scores) continue;
            last = epoch;
            if (scores.Loss < least) (least, at) = (scores.Loss, epoch.Epoch);
        }
        if (last?.Validation is not { } final) return null;
        const string Suggestion = "stop early, add weight decay or dropout, use more rows or augmentation, or a smaller network";
        if (final.Loss > Rise * least && last.TrainLoss < 0.5 * final.Loss)
            return (string.Create(CultureInfo.InvariantCulture,
                $"the validation loss rose from {least:G3} in epoch {at} to {final.Loss:G3} while the training loss is {last.TrainLoss:G3}"), Suggestion);
        if (last.TrainAccuracy - final.Accuracy > Gap && last.TrainLoss < 0.7 * final.Loss)
            return (string.Create(CultureInfo.InvariantCulture,
                $"training accuracy is {last.TrainAccuracy:P1} and validation accuracy {final.Accuracy:P1}"), Suggestion);
        return null;
    }
}
