using Spans.Benchmarks.Peers.Managed;

namespace Spans.Benchmarks.Peers.Areas;

/// <summary>
/// One row times constant weights, as prediction does: Spans and oneDNN pack the weights, the others take them as they are.
/// </summary>
internal static class GemvArea
{
    private const string Area = "gemv";

    public static IEnumerable<Question> Questions()
    {
        foreach (var (n, k, factor) in ((int, int, double)[])[(64, 64, 1.1), (128, 784, 1.0), (512, 784, 1.3)])
            yield return new Question(Area, $"1x{n}x{k}", 1, roster => SetUp(roster, n, k, factor));
    }

    private static Contest SetUp(Roster roster, int n, int k, double factor)
    {
        var product = new Product(1, n, k);
        var contest = new Contest
        {
            Area = Area, Name = product.Name, Threads = 1, Work = product.Flops, Unit = Unit.GigaFlops, Shared = product,
        };
        contest.Enter(product, Family.Spans, Family.Spans, 1, new SpansRowProduct(product));
        contest.Contestants.Add(new FmaPeak(product.Flops));
        if (roster.OpenBlas is { } blas)
        {
            contest.Enter(product, "OpenBLAS sgemm", Family.OpenBlas, 1, blas.Product(product, 1));
            contest.Enter(product, "OpenBLAS sgemv", Family.OpenBlas, 1, blas.RowProduct(product, 1));
        }
        else contest.Lacks(Family.OpenBlas);
        if (roster.OneDnn is { } dnn)
        {
            contest.Enter(product, "oneDNN sgemm", Family.OneDnn, 1, dnn.Product(product, 1));
            if (dnn.HasMatmul) contest.Enter(product, "oneDNN matmul, B packed", Family.OneDnn, 1, dnn.PackedProduct(product, 1));
        }
        else contest.Lacks(Family.OneDnn);
        if (roster.Eigen is { } eigen) contest.Enter(product, Family.Eigen, Family.Eigen, 1, eigen.RowProduct(product));
        else contest.Lacks(Family.Eigen);
        roster.Ask(contest, Family.PyTorch, $"gemm 1 {n} {k} 0 0");
        contest.Bars.Add(new Bar(Bar.BestPeer, factor));
        return contest;
    }
}
