namespace Spans.Tuning;

/// <summary>
/// Orders results: by trial and rung, or the best first: the deepest rung, then the highest score, then the lower number.
/// </summary>
internal static class Ranking
{
    /// <summary>
    /// Of two results the one of the earlier trial, then of the lower rung: the order of reports and of what searches see.
    /// </summary>
    internal static int ByTrialAndRung(TrialResult a, TrialResult b) =>
        a.Trial != b.Trial ? a.Trial.CompareTo(b.Trial) : a.Rung.CompareTo(b.Rung);

    /// <summary>
    /// At most <paramref name="count"/> of those that are done, the best of each trial's rungs left out but the last.
    /// </summary>
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
        done.Sort(static (a, b) => b.Rung != a.Rung ? b.Rung.CompareTo(a.Rung) : b.Score != a.Score ? b.Score.CompareTo(a.Score)
            : a.Trial.CompareTo(b.Trial));
        if (done.Count > count) done.RemoveRange(count, done.Count - count);
        return done;
    }
}
