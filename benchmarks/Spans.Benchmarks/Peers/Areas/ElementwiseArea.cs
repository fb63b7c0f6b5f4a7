using Spans.Activations;
using Spans.Benchmarks.Peers.Managed;

namespace Spans.Benchmarks.Peers.Areas;

/// <summary>Transcendental functions over 4,096 numbers, and softmax over 128 rows of 1,000.</summary>
internal static class ElementwiseArea
{
    private const string Area = "elementwise";
    private const int Length = 4096, Rows = 128, Columns = 1000;

    public static IEnumerable<Question> Questions()
    {
        yield return Of("exp", 2, () => new SpansElementwise<Exponential>(default, Length));
        yield return Of("tanh", 1.7, () => new SpansElementwise<Tanh>(default, Length));
        yield return Of("sigmoid", 2, () => new SpansElementwise<Sigmoid>(default, Length));
        yield return Of("gelu", 5, () => new SpansElementwise<GeluTanh>(default, Length));
        yield return new Question(Area, $"softmax {Rows}x{Columns}", 1, roster => SetUp(
            roster, $"softmax {Rows}x{Columns}", Rows * Columns, 2, $"softmax {Rows} {Columns}",
            new SpansSoftmax(Rows, Columns)));
    }

    private static Question Of(string operation, double factor, Func<IWork> spans) =>
        new(Area, $"{operation} {Length}", 1, roster => SetUp(
            roster, $"{operation} {Length}", Length, factor, $"elementwise {operation} {Length}", spans()));

    private static Contest SetUp(Roster roster, string name, int elements, double factor, string question, IWork spans)
    {
        var contest = new Contest { Area = Area, Name = name, Threads = 1, Work = elements, Unit = Unit.NanosecondsPerElement };
        contest.Add(Family.Spans, 1, spans);
        foreach (var family in (ReadOnlySpan<string>)[Family.PyTorch, Family.LibTorch, Family.NumPy])
            roster.Ask(contest, family, question);
        contest.Bars.Add(new Bar(Bar.BestPeer, factor));
        return contest;
    }
}
