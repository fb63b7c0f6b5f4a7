namespace Spans.Tuning;

/// <summary>Orders results: the deepest rung first, then the highest score; of equals the one with the lower number.</summary>
internal static class Ranking
{
    /// <summary>At most <paramref name="count"/> of those that are done, the best of each trial's rungs left out but the last.</summary>
    internal static List<TrialResult> Best(IReadOnlyList<TrialResult> results, int count)
    {
        var last = new Dictionary<int, TrialResult>();
        foreach (var result in results)
        {
            if (last.TryGetValue(result.Trial, out var other) && other.Rung > result.Rung) continue;
            last[result.Trial] = result;
        }
        var done = new List<TrialResult>();
        foreach (var result in last.Values) if (result.Status == TrialStatus.Done) done.Add(result);
        done.Sort(static (a, b) => b.Rung != a.Rung ? b.Rung.CompareTo(a.Rung) : b.Score != a.Score ? b.Score.CompareTo(a.Score) : a.Trial.CompareTo(b.Trial));
        if (done.Count > count) done.RemoveRange(count, done.Count - count);
        return done;
    }
}
