using System.Globalization;

namespace Spans.Diagnostics.Learning.Checks;

/// <summary>The same inputs under different labels: no network can tell them apart.</summary>
internal sealed class ConflictingLabels : ILearningCheck
{
    private const double Share = 0.05;

    public string Name => "conflicting-labels";

    public string[] Explains { get; } = ["not-learning"];

    public (string Evidence, string Suggestion)? Look(LearningRecord record)
    {
        if (!record.IsClassification) return null;
        var view = record.Train.View;
        var labels = new Dictionary<ulong, int>();
        var conflicts = 0;
        for (var i = 0; i < view.Count; i++)
        {
            var (row, label) = (view.Rows[i], view.Data.Labels[view.Rows[i]]);
            var hash = DataProfile.Hash(view.Data.Row(row));
            if (!labels.TryAdd(hash, label) && labels[hash] != label) conflicts++;
        }
        if (conflicts <= Share * view.Count) return null;
        return (string.Create(
            CultureInfo.InvariantCulture, $"{conflicts} of {view.Count} rows have the inputs of another row with another label"),
            "look for the inputs that are missing, or for labels out of step with their rows");
    }
}
