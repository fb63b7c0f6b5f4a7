using System.Runtime.CompilerServices;
using Spans.Lanes;
using Spans.Threading;

namespace Spans.Kernels;

/// <summary>Runs c = a · bᵀ: b[n, k] is transposed panel by panel, each multiplied while it is hot.</summary>
internal static unsafe class TransposedDriver
{
    /// <summary>Runs a whole product; element (j, p) of b is at B[j·BRow + p].</summary>
    /// <param name="product">The product.</param>
    /// <param name="scratch">Room for b in panels.</param>
    /// <param name="team">Shares the work where that pays.</param>
    public static void Run<M>(in Product product, float* scratch, Team team) where M : struct, ITileMode
    {
        var parts = ProductDriver.Parts((long)product.M * product.N * product.K, team);
        if (parts == 1) RunColumns<M>(product, scratch, 0, product.N);
        else team.Run(new Job<M>(product, scratch), parts);
    }

    private static void RunColumns<M>(in Product product, float* scratch, int start, int end) where M : struct, ITileMode
    {
        if (Width.Wide) RunColumns<Lanes512, M>(product, scratch, start, end);
        else RunColumns<VectorLanes, M>(product, scratch, start, end);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunColumns<V, M>(in Product product, float* scratch, int start, int end)
        where V : struct, ILanes<V> where M : struct, ITileMode
    {
        // The columns of this part own as much of the scratch as their panels take; one panel of it is enough and stays in the cache.
        scratch += (nint)start * product.K;
        for (var j = start; j < end; j += Packing.Panel)
        {
            var panel = product.Columns(0, Math.Min(Packing.Panel, end - j));
            Packing.PackTransposed<V>(product.B + j * product.BRow, product.BRow, scratch, 0, panel.N, product.K);
            panel.B = scratch;
            panel.BRow = Packing.Panel;
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
            var (start, end) = Stripe.Of(_product.N, part, parts, Packing.Panel / 2);
            RunColumns<M>(_product, _scratch, start, end);
        }
    }
}
