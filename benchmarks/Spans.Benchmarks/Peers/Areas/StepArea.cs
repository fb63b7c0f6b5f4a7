using Spans.Benchmarks.Peers.Managed;

namespace Spans.Benchmarks.Peers.Areas;

/// <summary>One training step, eight batches in turn: forward, loss, backward, update.</summary>
internal static class StepArea
{
    private const string Area = "step";

    public static IEnumerable<Question> Questions()
    {
        foreach (var c in s_cases)
            foreach (var threads in (int[])[1, 2])
            {
                var bars = threads == 1 ? c.OneThread : c.TwoThreads;
                var count = threads;
                yield return new Question(Area, c.Name, threads, roster => SetUp(roster, c, count, bars));
            }
    }

    private static readonly Case[] s_cases =
    [
        new("a", "sgd", [new(Family.NumPy, 1.9)], []),
        new("a", "adam", [new(Family.PyTorch, 4.0), new(Family.LibTorch, 3.2)], [new(Family.PyTorch, 6.5)]),
        new("b", "momentum", [new(Family.NumPy, 1.25)], []),
        new("b", "adam", [new(Family.PyTorch, 1.85)], [new(Bar.BestPeer, 2.0)]),
        // Differences under 8 % count as equal.
        new("c", "adam", [new(Family.PyTorch, 15), new(Family.NumPy, 8)], [new(Bar.OneThread, 0.92)]),
        new("d", "adam", [new(Family.PyTorch, 2.8)], [new(Family.PyTorch, 3.2)], Image: true),
        new("e", "adam", [new(Family.PyTorch, 1.25)], [new(Family.PyTorch, 1.35)], Image: true),
    ];

    private static Contest SetUp(Roster roster, Case c, int threads, Bar[] bars)
    {
        var contest = new Contest { Area = Area, Name = c.Name, Threads = threads };
        contest.Add(Family.Spans, threads, new SpansStep(c.Network, c.Optimizer, threads));
        if (threads > 1) contest.Add(Bar.OneThread, 1, new SpansStep(c.Network, c.Optimizer, 1));
        foreach (var family in c.Image ? (ReadOnlySpan<string>)[Family.PyTorch] : [Family.PyTorch, Family.LibTorch, Family.NumPy])
            roster.Ask(contest, family, $"step {c.Network} {c.Optimizer}");
        contest.Bars.AddRange(bars);
        return contest;
    }

    private sealed record Case(string Network, string Optimizer, Bar[] OneThread, Bar[] TwoThreads, bool Image = false)
    {
        public string Name => $"({Network}) {Optimizer}";
    }
}
