using System.Globalization;

namespace Spans.Diagnostics.Learning.Checks;

/// <summary>Validation rows that were trained on: their score says nothing about new rows.</summary>
internal sealed class LeakedRows : ILearningCheck
{
    private const double Share = 0.05;

    public string Name => "leaked-rows";

    public string[] Explains => [];

    public (string Evidence, string Suggestion)? Look(LearningRecord record)
    {
        if (record.Validation is not { Count: > 0 } validation) return null;
        var view = record.Train.View;
        var seen = new HashSet<ulong>();
        var repeats = 0;
        for (var i = 0; i < view.Count; i++)
            if (!seen.Add(DataProfile.Hash(view.Data.Row(view.Rows[i])))) repeats++;
        var leaked = 0;
        for (var i = 0; i < validation.Count; i++)
            if (seen.Contains(DataProfile.Hash(validation.Data.Row(validation.Rows[i])))) leaked++;
        // Few different rows repeat by nature: then training rows repeat as well.
        var share = (double)leaked / validation.Count;
        if (share <= Share || share <= 2.0 * repeats / view.Count) return null;
        return (string.Create(
            CultureInfo.InvariantCulture, $"{leaked} of {validation.Count} validation rows are also training rows"),
            "split the rows first, then copy or augment the training rows alone");
    }
}
