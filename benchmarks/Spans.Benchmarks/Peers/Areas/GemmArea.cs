using Spans.Benchmarks.Peers.Managed;

namespace Spans.Benchmarks.Peers.Areas;

/// <summary>Matrix products: squares, the shapes of the networks, and their transposed and narrow forms.</summary>
internal static class GemmArea
{
    private const string Area = "gemm";
    private const int LargestForPlainLoops = 512;

    private static readonly Case[] s_cases =
    [
        new(16, 16, 16, OfPeak: 0.60, OfOpenBlas: 1.1, Scales: false), new(32, 32, 32, 0.90, Scales: false),
        new(64, 64, 64, 0.93, Scales: false), new(128, 128, 128, 0.93), new(256, 256, 256, 0.93), new(512, 512, 512, 0.93),
        new(1024, 1024, 1024, 0.90), new(2048, 2048, 2048, 0.90),
        new(32, 128, 784, 0.90), new(128, 512, 784, 0.90), new(128, 512, 512, 0.90),
        new(784, 512, 128, 0.88, TransposeA: true), new(128, 784, 512, 0.88, TransposeB: true),
        new(128, 10, 512, OfOpenBlas: 1, OfOneDnn: 1, Scales: false),
        new(512, 10, 128, OfOpenBlas: 1, OfOneDnn: 1, Scales: false, TransposeA: true),
        new(128, 512, 10, OfOpenBlas: 1, OfOneDnn: 1, Scales: false, TransposeB: true),
    ];

    public static IEnumerable<Question> Questions()
    {
        foreach (var c in s_cases)
        {
            yield return new Question(Area, c.Name, 1, roster => SetUp(roster, c, 1));
            if (c.Scales) yield return new Question(Area, c.Name, 2, roster => SetUp(roster, c, 2));
        }
    }

    private static Contest SetUp(Roster roster, Case c, int threads)
    {
        var product = new Product(c.M, c.N, c.K, c.TransposeA, c.TransposeB);
        var contest = new Contest
        {
            Area = Area, Name = c.Name, Threads = threads, Work = product.Flops, Unit = Unit.GigaFlops, Shared = product,
        };
        contest.Enter(product, Family.Spans, Family.Spans, threads, new SpansProduct(product, threads));
        if (threads > 1) contest.Enter(product, Bar.OneThread, Family.Spans, 1, new SpansProduct(product, 1));
        contest.Contestants.Add(new FmaPeak(product.Flops));
        if (threads > 1) contest.Contestants.Add(new FmaPeak(product.Flops, threads));
        if (roster.OpenBlas is { } blas)
            contest.Enter(product, Family.OpenBlas, Family.OpenBlas, threads, blas.Product(product, threads));
        else contest.Lacks(Family.OpenBlas);
        if (roster.OneDnn is { } dnn)
        {
            contest.Enter(product, "oneDNN sgemm", Family.OneDnn, threads, dnn.Product(product, threads));
            if (dnn.HasMatmul)
                contest.Enter(product, "oneDNN matmul, B packed", Family.OneDnn, threads, dnn.PackedProduct(product, threads));
        }
        else contest.Lacks(Family.OneDnn);
        roster.Ask(contest, Family.PyTorch,
            $"gemm {c.M} {c.N} {c.K} {(c.TransposeA ? 1 : 0)} {(c.TransposeB ? 1 : 0)}");
        if (Math.Max(c.M, Math.Max(c.N, c.K)) <= LargestForPlainLoops && !c.TransposeA && !c.TransposeB)
        {
            contest.Contestants.Add(new InProcess(Family.MathNet, Family.MathNet, threads, new MathNetProduct(product, threads)));
            if (threads == 1)
            {
                contest.Enter(product, "C# loops ijk", Family.PlainLoops, 1, new PlainLoops(product, innermostOverK: true));
                contest.Enter(product, "C# loops ikj", Family.PlainLoops, 1, new PlainLoops(product, innermostOverK: false));
            }
        }
        if (threads == 1)
        {
            if (c.OfPeak > 0) contest.Bars.Add(new Bar(Family.Peak, c.OfPeak));
            if (c.OfOpenBlas > 0) contest.Bars.Add(new Bar(Family.OpenBlas, c.OfOpenBlas));
            if (c.OfOneDnn > 0) contest.Bars.Add(new Bar(Family.OneDnn, c.OfOneDnn));
        }
        else contest.Bars.Add(new Bar(Bar.OneThread, 1.9));
        return contest;
    }

    private sealed record Case(
        int M, int N, int K, double OfPeak = 0, double OfOpenBlas = 0, double OfOneDnn = 0,
        bool TransposeA = false, bool TransposeB = false, bool Scales = true)
    {
        public string Name => $"{M}x{N}x{K}{(TransposeA ? " Aᵀ" : "")}{(TransposeB ? " Bᵀ" : "")}";
    }
}
