using Spans.Benchmarks.Peers.Managed;

namespace Spans.Benchmarks.Peers.Areas;

/// <summary>One pass over 60,000 images of network (a) with Adam: shuffling and gathering of batches included.</summary>
internal static class EpochArea
{
    private const string Area = "epoch";
    private const int Rows = 60_000;

    public static IEnumerable<Question> Questions() =>
    [
        new(Area, "(a) adam 60000x784", 1, roster => SetUp(roster, 1, 4)),
        new(Area, "(a) adam 60000x784", 2, roster => SetUp(roster, 2, 7)),
    ];

    private static Contest SetUp(Roster roster, int threads, double factor)
    {
        var contest = new Contest { Area = Area, Name = "(a) adam 60000x784", Threads = threads, MostRounds = 3 };
        contest.Add(Family.Spans, threads, new SpansEpoch("a", "adam", Rows, threads));
        roster.Ask(contest, Family.PyTorch, $"epoch a adam {Rows}", tunedOnly: true);
        roster.Ask(contest, Family.LibTorch, $"epoch a adam {Rows}", tunedOnly: true);
        contest.Bars.Add(new Bar(Family.PyTorch, factor));
        return contest;
    }
}
