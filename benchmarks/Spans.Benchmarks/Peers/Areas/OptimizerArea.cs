using Spans.Benchmarks.Peers.Managed;

namespace Spans.Benchmarks.Peers.Areas;

/// <summary>Adam's update alone, over flat parameters.</summary>
internal static class OptimizerArea
{
    private const string Area = "optimizer";

    // Parameter, gradient and both moments are read, all but the gradient are written.
    private const int BytesPerParameter = 28;

    public static IEnumerable<Question> Questions() =>
    [
        new(Area, "Adam 1M", 1, roster => SetUp(roster, "Adam 1M", 1_000_000, 1, new Bar(Family.PyTorch, 5))),
        new(Area, "Adam 10M", 1, roster => SetUp(roster, "Adam 10M", 10_000_000, 1, new Bar(Family.PyTorch, 2.4))),
        new(Area, "Adam 1M", 2, roster => SetUp(roster, "Adam 1M", 1_000_000, 2, new Bar(Family.PyTorch, 4))),
    ];

    private static Contest SetUp(Roster roster, string name, int count, int threads, Bar bar)
    {
        var contest = new Contest
        {
            Area = Area, Name = name, Threads = threads, Work = (double)BytesPerParameter * count, Unit = Unit.GigabytesPerSecond,
        };
        contest.Add(Family.Spans, threads, new SpansUpdate("adam", count, threads));
        roster.Ask(contest, Family.PyTorch, $"update adam {count}");
        roster.Ask(contest, Family.LibTorch, $"update adam {count}");
        contest.Bars.Add(bar);
        return contest;
    }
}
