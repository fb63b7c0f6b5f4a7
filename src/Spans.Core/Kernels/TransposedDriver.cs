using System.Runtime.CompilerServices;
using Spans.Lanes;
using Spans.Threading;

namespace Spans.Kernels;

/// <summary>Runs c = a · bᵀ: b[n, k] is transposed panel by panel, each multiplied while it is hot.</summary>
internal static unsafe class TransposedDriver
{
    // Up to so many, what is not a sum counts.
    private const int FewTerms = 32;

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
        else if (product.K <= FewTerms) team.Run(new Job<M>(product, scratch), parts);
        else team.Share(new PanelJob<M>(product, scratch), parts);
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
        // The columns of this part own as much of the scratch as their panels take; one block of it is enough and stays in the
        // cache.
        scratch += (nint)start * product.K;
        if (ShallowDriver.Takes<V>(product, start, end)) start = ShallowDriver.RunTransposed<V, M>(product, scratch, start, end);
        if (FollowsRows(product)) RunBlocks<V, M>(product, scratch, start, end);
        else RunPanels<V, M>(product, scratch, start, end);
    }

    // Down one panel, every row of c is another line of the few sets of the cache that a long power of two leaves: at few terms
    // that costs as much as the sums.
    private static bool FollowsRows(in Product product) => product.CRow >= 1024 && product.K is > 0 and <= FewTerms;

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void RunPanels<V, M>(in Product product, float* scratch, int start, int end)
        where V : struct, ILanes<V> where M : struct, ITileMode
    {
        for (var j = start; j < end; j += Packing.Panel)
        {
            var panel = Pack<V>(product, scratch, j, Math.Min(Packing.Panel, end - j));
            ProductDriver.RunTiles<V, M, NoEpilogue>(panel, default);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void RunBlocks<V, M>(in Product product, float* scratch, int start, int end)
        where V : struct, ILanes<V> where M : struct, ITileMode
    {
        var block = Math.Max(1, ShallowDriver.BlockFloats / (Packing.Panel * product.K)) * Packing.Panel;
        for (; start < end; start += block)
        {
            var until = Math.Min(start + block, end);
            for (var j = start; j < until; j += Packing.Panel)
                Pack<V>(product, scratch + (nint)(j - start) * product.K, j, Math.Min(Packing.Panel, until - j));
            for (var i = 0; i < product.M; i += GemmTile.MaxRows<V>())
            {
                var rows = product.Rows(i, Math.Min(i + GemmTile.MaxRows<V>(), product.M));
                for (var j = start; j < until; j += Packing.Panel)
                {
                    rows.N = Math.Min(Packing.Panel, until - j);
                    rows.B = scratch + (nint)(j - start) * product.K;
                    rows.BRow = Packing.Whole(rows.N);
                    rows.C = product.C + i * product.CRow + j;
                    ProductDriver.RunTiles<V, M, NoEpilogue>(rows, default);
                }
            }
        }
    }

    // The product of the columns from j on, at most a panel, their part of b transposed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Product Pack<V>(in Product product, float* scratch, int j, int columns) where V : struct, ILanes<V>
    {
        var panel = product.Columns(0, columns);
        panel.B = scratch;
        panel.BRow = Packing.Whole(columns);
        panel.C = product.C + j;
        Packing.CopyTransposed<V>(
            product.B + j * product.BRow, product.BRow, columns, product.K, scratch, panel.BRow, product.N - j - columns);
        return panel;
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

    // An item is a panel.
    private readonly struct PanelJob<M>(in Product product, float* scratch) : IDivisibleJob where M : struct, ITileMode
    {
        private readonly Product _product = product;
        private readonly float* _scratch = scratch;

        public int Items(int part, int parts)
        {
            var (start, end) = Columns(part, parts);
            return (end - start + Packing.Panel - 1) / Packing.Panel;
        }

        public void Execute(int part, int parts, ref Portion portion)
        {
            var (start, end) = Columns(part, parts);
            // The room of its first panel serves all of a portion: whoever takes others of this part begins with one of them.
            var room = _scratch + (nint)(start + portion.Next * Packing.Panel) * _product.K;
            for (; portion.Next < portion.End; portion.Advance())
            {
                var j = start + portion.Next * Packing.Panel;
                var until = Math.Min(end, j + Packing.Panel);
                if (Width.Wide) RunPanels<Lanes512, M>(_product, room, j, until);
                else RunPanels<VectorLanes, M>(_product, room, j, until);
            }
        }

        private (int Start, int End) Columns(int part, int parts) =>
            Stripe.Of(_product.N, part, parts, Packing.Granularity);
    }
}
