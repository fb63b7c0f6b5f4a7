using System.Globalization;

namespace Spans.Diagnostics.Learning.Checks;

/// <summary>Rows in order of their class, and not shuffled: each batch teaches one class and forgets the last.</summary>
internal sealed class SortedRows : ILearningCheck
{
    private const double Share = 0.9;

    public string Name => "sorted-rows";

    public string[] Explains { get; } =
        ["learning-rate-too-high", "not-learning", "overfitting", "dead-units", "exploding-gradients"];

    public (string Evidence, string Suggestion)? Look(LearningRecord record)
    {
        var view = record.Train.View;
        if (record.Trainer.Options.Shuffle || !record.IsClassification || view.Data.Classes < 2 || view.Count < 10) return null;
        var same = 0;
        for (var i = 1; i < view.Count; i++)
            if (view.Data.Labels[view.Rows[i]] == view.Data.Labels[view.Rows[i - 1]]) same++;
        var share = (double)same / (view.Count - 1);
        return share <= Share ? null : (string.Create(CultureInfo.InvariantCulture,
            $"{share:P0} of the rows follow one of their own class, and Shuffle is off"), "turn Shuffle on");
    }
}
