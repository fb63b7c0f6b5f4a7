namespace Spans.Tuning;

/// <summary>The main effect of each hyperparameter on the score.</summary>
internal static class Importances
{
    private const int Parts = 4;

    internal static IReadOnlyList<(string Name, double Share)> Of(SearchSpace space, IReadOnlyList<TrialResult> results)
    {
        // Later rungs hold chosen trials with larger budgets: no fair sample.
        var done = new List<TrialResult>();
        foreach (var result in results) if (result.Status == TrialStatus.Done && result.Rung == 0) done.Add(result);
        // One trial that diverged would drown all others' differences, so ranks stand for scores.
        done.Sort(static (a, b) => a.Score.CompareTo(b.Score));
        var shares = new List<(string Name, double Share)>();
        for (var d = 0; d < space.Dimensions.Count; d++)
        {
            var groups = new Dictionary<int, (int Count, double Sum)>();
            var (count, sum, squares) = (0, 0.0, 0.0);
            for (var rank = 0; rank < done.Count; rank++)
            {
                if (!done[rank].Settings.Has(space.Dimensions[d].Name)) continue;
                var parts = space.Dimensions[d].Choices is > 0 and var choices ? choices : Parts;
                var group = Math.Min(parts - 1, (int)(done[rank].Point[d] * parts));
                var (members, total) = groups.GetValueOrDefault(group);
                groups[group] = (members + 1, total + rank);
                count++;
                sum += rank;
                squares += (double)rank * rank;
            }
            shares.Add((space.Dimensions[d].Name, Share(groups, count, sum, squares)));
        }
        shares.Sort(static (a, b) => b.Share.CompareTo(a.Share));
        return shares;
    }

    // ε² = (SSb − (k − 1) MSw) / SSt
    private static double Share(Dictionary<int, (int Count, double Sum)> groups, int count, double sum, double squares)
    {
        if (count <= groups.Count || groups.Count < 2) return 0;
        var total = squares - sum * sum / count;
        var between = -sum * sum / count;
        foreach (var (members, part) in groups.Values) between += part * part / members;
        var within = (total - between) / (count - groups.Count);
        return total <= 0 ? 0 : Math.Max(0, (between - (groups.Count - 1) * within) / total);
    }
}
