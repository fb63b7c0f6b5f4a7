namespace Spans.Benchmarks.Peers.Areas;

/// <summary>Transcendental functions over 4,096 numbers, and softmax over 128 rows of 1,000.</summary>
internal static class ElementwiseArea
{
    private const string Area = "elementwise";
    private const int Length = 4096, Rows = 128, Columns = 1000;

    public static IEnumerable<Question> Questions()
    {
        foreach (var (operation, factor) in ((string, double)[])[("exp", 2), ("tanh", 1.7), ("sigmoid", 2), ("gelu", 5)])
            yield return new Question(Area, $"{operation} {Length}", 1, roster =>
                SetUp(roster, $"{operation} {Length}", Length, factor, $"elementwise {operation} {Length}"));
        yield return new Question(Area, $"softmax {Rows}x{Columns}", 1, roster =>
            SetUp(roster, $"softmax {Rows}x{Columns}", Rows * Columns, 2, $"softmax {Rows} {Columns}"));
    }

    private static Contest SetUp(Roster roster, string name, int elements, double factor, string question)
    {
        var contest = new Contest { Area = Area, Name = name, Threads = 1, Work = elements, Unit = Unit.NanosecondsPerElement };
        foreach (var family in (ReadOnlySpan<string>)[Family.PyTorch, Family.LibTorch, Family.NumPy])
            roster.Ask(contest, family, question);
        contest.Bars.Add(new Bar(Bar.BestPeer, factor));
        return contest;
    }
}
