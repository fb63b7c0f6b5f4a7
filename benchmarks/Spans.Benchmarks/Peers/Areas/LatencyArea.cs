using Spans.Benchmarks.Peers.Managed;
using Spans.Benchmarks.Peers.Native;

namespace Spans.Benchmarks.Peers.Areas;

/// <summary>Prediction for one sample at a time, every call timed: median and tails, 64 inputs in turn.</summary>
internal static class LatencyArea
{
    private const string Area = "latency";
    private const double TailOfMedian = 3;

    public static IEnumerable<Question> Questions() =>
    [
        new(Area, "16-64-64-4 tanh", 1, roster => SetUp(roster, "tiny", [16, 64, 64, 4], tanh: true, 10, tailCounts: true)),
        new(Area, "784-128-10", 1, roster => SetUp(roster, "a", [784, 128, 10], tanh: false, 2.1, tailCounts: true)),
        new(Area, "784-512-512-10", 1, roster => SetUp(roster, "b", [784, 512, 512, 10], tanh: false, 1.15, tailCounts: false)),
        new(Area, "LeNet", 1, roster => SetUp(roster, "LeNet", "d", OnnxModel.LeNet, [1, 1, 28, 28], 10, 2.5, tailCounts: false)),
    ];

    private static Contest SetUp(Roster roster, string network, int[] sizes, bool tanh, double factor, bool tailCounts) => SetUp(
        roster, string.Join('-', sizes) + (tanh ? " tanh" : ""), network, () =>
            OnnxModel.Mlp(sizes, tanh ? "Tanh" : "Relu"), [1, sizes[0]],
        sizes[^1], factor, tailCounts);

    private static Contest SetUp(
        Roster roster, string name, string network, Func<byte[]> model, long[] input, int outputs, double factor, bool tailCounts)
    {
        var contest = new Contest { Area = Area, Name = name, Threads = 1 };
        contest.Contestants.Add(new InProcessCalls(Family.Spans, Family.Spans, new SpansPrediction(network)));
        if (roster.OnnxRuntime is { } onnx)
            contest.Contestants.Add(new InProcessCalls(Family.OnnxRuntime, Family.OnnxRuntime,
                onnx.Predict(model(), input, outputs)));
        else contest.Lacks(Family.OnnxRuntime);
        if (input.Length == 2) roster.Ask(contest, Family.LibTorch, $"predict {network}", singleCalls: true);
        roster.Ask(contest, Family.PyTorch, $"predict {network}", singleCalls: true);
        contest.Bars.Add(new Bar(Family.OnnxRuntime, factor));
        if (tailCounts) contest.Bars.Add(new Bar(Bar.OwnTail, TailOfMedian));
        return contest;
    }
}
