using Spans.Benchmarks.Peers.Managed;
using Spans.Benchmarks.Peers.Native;

namespace Spans.Benchmarks.Peers.Areas;

/// <summary>Single convolutions of a batch of 64: forward, the input's gradient, the weights' gradient.</summary>
internal static class ConvolutionArea
{
    private const string Area = "convolution";

    private static readonly ConvolutionCase[] s_cases = [new(6, 14, 16, 5, 0), new(32, 32, 32, 3, 1), new(64, 16, 64, 3, 1)];

    public static IEnumerable<Question> Questions()
    {
        foreach (var c in s_cases)
            foreach (var part in Enum.GetValues<ConvolutionPart>())
                foreach (var threads in (int[])[1, 2])
                {
                    var count = threads;
                    yield return new Question(Area, $"{c.Name} {part}", threads, roster => SetUp(roster, c, part, count));
                }
    }

    private static Contest SetUp(Roster roster, ConvolutionCase c, ConvolutionPart part, int threads)
    {
        var flops = 2.0 * c.Shape.Work * ConvolutionCase.Batch;
        var contest =
            new Contest { Area = Area, Name = $"{c.Name} {part}", Threads = threads, Work = flops, Unit = Unit.GigaFlops };
        contest.Add(Family.Spans, threads, new SpansConvolution(c, part, threads));
        contest.Contestants.Add(new FmaPeak(flops));
        if (roster.OneDnn is { HasMatmul: true } dnn)
            contest.Contestants.Add(
                new InProcess("oneDNN, its own layouts", Family.OneDnn, threads, new OneDnnConvolution(dnn, c, part, threads)));
        else contest.Lacks(Family.OneDnn);
        roster.Ask(contest, Family.PyTorch,
            $"conv {c.Channels} {c.Size} {c.Filters} {c.Kernel} {c.Pad} {ConvolutionCase.Batch} {part.ToString().ToLowerInvariant()}");
        return contest;
    }
}
