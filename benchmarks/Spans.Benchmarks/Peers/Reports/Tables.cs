namespace Spans.Benchmarks.Peers.Reports;

/// <summary>The tables that terminal and Markdown reports share.</summary>
internal static class Tables
{
    /// <summary>Every contestant of a contest. The last column says how many times Spans' time it took.</summary>
    public static TextTable Of(ContestResult result)
    {
        var tails = result.Entries.Exists(e => e.P99 is not null);
        var table =
            new TextTable("", tails ? "p50" : "median", "min–max", tails ? "p99 / p99.9" : "rate", "allocated", "time / Spans'");
        foreach (var e in result.Entries)
            table.Add(e.Name, Format.Time(e.Median), Format.Range(e.Least, e.Most),
                tails ? Tail(e) : Format.Rate(result.Unit, result.Work, e.Median),
                e.Family is Family.Spans ? Format.Bytes(e.Allocated) : "", Format.Ratio(e.TimesSpans));
        return table;
    }

    /// <summary>Every bar and what was reached.</summary>
    public static TextTable Bars(IEnumerable<ContestResult> results)
    {
        var table = new TextTable("case", "threads", "bar", "reached", "against", "");
        foreach (var result in results)
            foreach (var bar in result.Bars)
                table.Add($"{result.Area} {result.Name}", $"{result.Threads}", bar.Text, Format.Ratio(bar.Reached), bar.By ?? "",
                    bar.Verdict);
        return table;
    }

    private static string Tail(Entry e) =>
        e is { P99: { } p99, P999: { } p999 } ? $"{Format.Time(p99)} / {Format.Time(p999)}" : "";
}
