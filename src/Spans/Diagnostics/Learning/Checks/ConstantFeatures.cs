namespace Spans.Diagnostics.Learning.Checks;

/// <summary>Columns of a table that never change: they say nothing, and divide by 0 when standardized.</summary>
internal sealed class ConstantFeatures : ILearningCheck
{
    public string Name => "constant-features";

    public string[] Explains => [];

    public (string Evidence, string Suggestion)? Look(LearningRecord record)
    {
        var data = record.Train;
        // The border of an image is constant by nature.
        if (data.View.Data.InputShape.Rank > 1 || data.Rows < 2) return null;
        var (count, first) = (0, -1);
        for (var j = 0; j < data.Least.Length; j++)
        {
            if (data.Least[j] != data.Greatest[j]) continue;
            if (count++ == 0) first = j;
        }
        return count == 0 ? null : (
            $"{count} of {data.Least.Length} inputs never change, {data.Name(first)} the first of them",
            "leave those columns out");
    }
}
