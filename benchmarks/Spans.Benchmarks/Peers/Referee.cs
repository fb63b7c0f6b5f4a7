using System.Diagnostics;

namespace Spans.Benchmarks.Peers;

/// <summary>How long and how often contestants are timed.</summary>
public sealed record Pace(TimeSpan Window, TimeSpan WarmUp, int Rounds)
{
    public static Pace Full { get; } = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(300), 7);

    public static Pace Quick { get; } = new(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(300), 5);
}

/// <summary>
/// Runs one contest: every contestant once a round, each round beginning with another one, so that a change of clock or a
/// neighbour's burst meets all of them alike. Ratios are taken within a round, then the median over the rounds.
/// </summary>
internal static class Referee
{
    // OpenBLAS threads spin for 26 ms after a call, OpenMP's for a few: the next contestant shall have both cores.
    private static readonly TimeSpan s_settle = TimeSpan.FromMilliseconds(35);

    // Kernel accounting is in steps of 10 ms, so a short window needs more to be called disturbed.
    private const double AccountingSeconds = 0.015, DisturbedShare = 0.1;
    private const int MostAttempts = 4;

    public static ContestResult Run(Contest contest, Pace pace, Neighbours neighbours)
    {
        var rounds = Math.Min(pace.Rounds, contest.MostRounds);
        var readings = new Reading[contest.Contestants.Count][];
        for (var i = 0; i < readings.Length; i++)
        {
            readings[i] = new Reading[rounds];
            contest.Contestants[i].WarmUp(pace.WarmUp);
        }
        var (start, others) = (Stopwatch.GetTimestamp(), neighbours.Seconds());
        for (var round = 0; round < rounds; round++)
            for (var turn = 0; turn < readings.Length; turn++)
            {
                var i = (round + turn) % readings.Length;
                Thread.Sleep(contest.Threads > 1 ? s_settle : s_settle / 10);
                readings[i][round] = Undisturbed(contest.Contestants[i], pace.Window, neighbours);
            }
        var load = Math.Max(0, neighbours.Seconds() - others) / Stopwatch.GetElapsedTime(start).TotalSeconds;
        return Judge(contest, readings) with { OtherLoad = neighbours.Known ? load : null };
    }

    // A window in which others took part of the machine is measured again, whoever's it was; the quietest of the attempts counts.
    private static Reading Undisturbed(IContestant contestant, TimeSpan window, Neighbours neighbours)
    {
        var (quietest, least) = (default(Reading), double.MaxValue);
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var (start, before) = (Stopwatch.GetTimestamp(), neighbours.Seconds());
            var reading = contestant.Measure(window);
            var others = neighbours.Seconds() - before;
            if (others < least) (quietest, least) = (reading, others);
            if (others < AccountingSeconds + DisturbedShare * Stopwatch.GetElapsedTime(start).TotalSeconds) break;
        }
        return quietest;
    }

    private static ContestResult Judge(Contest contest, Reading[][] readings)
    {
        var spans = contest.Contestants.FindIndex(c => c is { Family: Family.Spans, Name: Family.Spans });
        var entries = new List<Entry>();
        for (var i = 0; i < readings.Length; i++)
        {
            var times = Values(readings[i], r => r.Nanoseconds);
            entries.Add(new Entry
            {
                Name = contest.Contestants[i].Name,
                Family = contest.Contestants[i].Family,
                Median = Median(times),
                Least = times.Min(),
                Most = times.Max(),
                Rounds = times.Length,
                P99 = Known(Median(Values(readings[i], r => r.P99))),
                P999 = Known(Median(Values(readings[i], r => r.P999))),
                // The least: one late background compilation is not the operation's.
                Allocated = Known(Values(readings[i], r => r.Allocated).Min()),
                TimesSpans = spans < 0 ? null : Median([.. times.Zip(readings[spans], (t, s) => t / s.Nanoseconds)]),
            });
        }
        var result = new ContestResult
        {
            Area = contest.Area, Name = contest.Name, Threads = contest.Threads, Work = contest.Work, Unit = contest.Unit,
            Entries = entries, Bars = [], Absent = contest.Absent,
        };
        foreach (var bar in contest.Bars) result.Bars.Add(Judge(bar, result));
        return result;
    }

    private static BarResult Judge(Bar bar, ContestResult result)
    {
        if (bar.Against == Bar.OwnTail)
        {
            var tail = result.Spans is { P999: { } p } own ? p / own.Median : (double?)null;
            return new BarResult(bar.Text, bar.Factor, tail, Family.Spans, tail <= bar.Factor);
        }
        var opponent = bar.Against == Bar.BestPeer
            ? result.BestPeer
            : result.Entries.Find(e => e.Name == bar.Against) ?? result.Best(bar.Against);
        var reached = opponent?.TimesSpans;
        return new BarResult(bar.Text, bar.Factor, reached, opponent?.Name, reached >= bar.Factor);
    }

    private static double[] Values(Reading[] readings, Func<Reading, double> field) => [.. readings.Select(field)];

    private static double? Known(double value) => double.IsNaN(value) ? null : value;

    private static double Median(double[] values)
    {
        if (values.Any(double.IsNaN)) return double.NaN;
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
