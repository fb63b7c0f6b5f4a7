using System.Runtime.CompilerServices;
using Spans.Lanes;
using Spans.Threading;

namespace Spans.Kernels;

/// <summary>Runs c = a · bᵀ: b[n, k] is transposed panel by panel, each multiplied while it is hot.</summary>
internal static unsafe class TransposedDriver
{
    /// <summary>Floats of scratch for b[n, k].</summary>
    public static long Scratch(int n, int k) => (long)Packing.Whole(n) * k;

    /// <summary>Runs a whole product; element (j, p) of b is at B[j·BRow + p].</summary>
    /// <param name="product">The product.</param>
    /// <param name="scratch">Room for b in panels.</param>
    /// <param name="team">Shares the work where that pays.</param>
    public static void Run<M>(in Product product, float* scratch, Team team) where M : struct, ITileMode
    {
        var parts = ProductDriver.Parts((long)product.M * product.N * product.K, team);
        if (TakesDots(product.M, product.N, product.K)) DotDriver.Run<M>(product, parts, team);
        else if (BlockedDriver.Takes(product.M, product.N, product.K))
            BlockedDriver.Run<Turned, M, NoEpilogue>(product, default, team);
        else if (parts == 1) RunColumns<M>(product, scratch, 0, product.N);
        else team.Run(new Job<M>(product, scratch), parts);
    }

    // In cycles of a 16-lane machine: folding the registers of a sum takes about 1.5 a sum, transposing b about a fifth an
    // element.
    private static bool TakesDots(int m, int n, int k)
    {
        if (k < Width.Floats / 2) return false;
        double dots = (double)m * n * ((k + 15) / 16 * 0.55 + 1.5),
            tiles = (double)n * k / 5 + m * (double)k * (n <= 16 ? 0.63 : (n + 31) / 32);
        return dots < tiles;
    }

    private static void RunColumns<M>(in Product product, float* scratch, int start, int end) where M : struct, ITileMode
    {
        if (Width.Wide) RunColumns<Lanes512, M>(product, scratch, start, end);
        else RunColumns<VectorLanes, M>(product, scratch, start, end);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void RunColumns<V, M>(in Product product, float* scratch, int start, int end)
        where V : struct, ILanes<V> where M : struct, ITileMode
    {
        // The columns of this part own as much of the scratch as their panels take; one panel of it is enough and stays in the
        // cache.
        scratch += (nint)start * product.K;
        for (var j = start; j < end; j += Packing.Panel)
        {
            var panel = product.Columns(0, Math.Min(Packing.Panel, end - j));
            panel.B = scratch;
            panel.BRow = Packing.Whole(panel.N);
            Packing.CopyTransposed<V>(product.B + j * product.BRow, product.BRow, panel.N, product.K, scratch, panel.BRow);
            panel.C = product.C + j;
            ProductDriver.RunTiles<V, M, NoEpilogue>(panel, default);
        }
    }

    private readonly struct Job<M>(in Product product, float* scratch) : ITeamJob where M : struct, ITileMode
    {
        private readonly Product _product = product;
        private readonly float* _scratch = scratch;

        public void Execute(int part, int parts)
        {
            var (start, end) = Stripe.Of(_product.N, part, parts, Packing.Granularity);
            RunColumns<M>(_product, _scratch, start, end);
        }
    }
}
