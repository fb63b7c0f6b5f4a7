using System.Runtime.CompilerServices;
using Spans.Lanes;
using Spans.Memory;
using Spans.Threading;

namespace Spans.Kernels;

/// <summary>
/// Runs products whose b does not fit the second cache: blocks of b are packed into panels that stay there, then each row block
/// of a, copied dense, meets all panels while the rows of the next one are asked for.
/// </summary>
/// <remarks>
/// A sum adds its blocks of k in order, and their length depends on k alone, so results do not depend on the number of parts.
/// Rows of a are copied because rows a multiple of 4 KiB apart share one set of the first cache and each its own page.
/// </remarks>
internal static unsafe class BlockedDriver
{
    // 768 KB of b. At 2048 cubed 512 x 384 measured alike, 683 x 256 4 % and 1,024 x 192 6 % slower (1 MiB of second cache).
    private const int MaxDepth = 384, MaxColumns = 512;

    // Rows this much longer than a block of k do not fall together in a cache's sets.
    private const int RowFill = 16;

    private const int PartFloats = MaxDepth * MaxColumns + 16 * (MaxDepth + RowFill);

    /// <summary>Whether packing pays: b beyond the second cache, and enough rows to use each of its elements.</summary>
    public static bool Takes(int m, int n, int k) => m >= 96 && k >= MaxDepth / 2 && (long)n * k >= 768 << 10;

    /// <summary>Runs a whole product; S says how b lies.</summary>
    public static void Run<S, M, E>(in Product product, E epilogue, Team team)
        where S : struct, IPanelSource where M : struct, ITileMode where E : struct, IEpilogue
    {
        var parts = ProductDriver.Parts((long)product.M * product.N * product.K, team);
        fixed (float* scratch = ThreadScratch.Of(parts * PartFloats))
            team.Run(new Job<S, M, E>(product, epilogue, scratch), parts);
    }

    private static void Run<S, M, E>(in Product product, E epilogue, float* scratch)
        where S : struct, IPanelSource where M : struct, ITileMode where E : struct, IEpilogue
    {
        if (Width.Wide) Run<Lanes512, S, M, E>(product, epilogue, scratch);
        else Run<VectorLanes, S, M, E>(product, epilogue, scratch);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Run<V, S, M, E>(in Product product, E epilogue, float* scratch)
        where V : struct, ILanes<V> where S : struct, IPanelSource where M : struct, ITileMode where E : struct, IEpilogue
    {
        int columns = Even(product.N, MaxColumns, 2 * V.Count), depth = Even(product.K, MaxDepth, Packing.Granularity);
        for (var j = 0; j < product.N; j += columns)
            for (var p = 0; p < product.K; p += depth)
            {
                var block = product.Columns(j, Math.Min(j + columns, product.N));
                block.K = Math.Min(depth, product.K - p);
                block.A += p * product.AColumn;
                block.B = scratch;
                block.BRow = 2 * V.Count;
                S.Pack<V>(product.B, product.BRow, p, j, block.K, block.N, scratch);
                var tile = scratch + MaxDepth * MaxColumns;
                var last = p + depth >= product.K;
                if (p == 0 && last) RunBlock<V, M, E>(block, epilogue, tile);
                else if (p == 0) RunBlock<V, M, NoEpilogue>(block, default, tile);
                else if (last) RunBlock<V, Accumulate, E>(block, epilogue, tile);
                else RunBlock<V, Accumulate, NoEpilogue>(block, default, tile);
            }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void RunBlock<V, M, E>(in Product block, E epilogue, float* tile)
        where V : struct, ILanes<V> where M : struct, ITileMode where E : struct, IEpilogue
    {
        var blocks = (block.M + GemmTile.MaxRows<V>() - 1) / GemmTile.MaxRows<V>();
        var dense = block;
        float* a = block.A, c = block.C;
        for (var left = block.M; blocks > 0; blocks--)
        {
            var rows = (left + blocks - 1) / blocks;
            left -= rows;
            CopyRows<V>(a, rows, tile, ref dense, block);
            a += rows * block.ARow;
            RunRow<V, M, E>(rows, tile, c, dense, epilogue, left > 0 ? a : block.A, block);
            c += rows * block.CRow;
        }
    }

    // One row block against every panel.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void RunRow<V, M, E>(int rows, float* a, float* c, Product dense, E epilogue, float* next, in Product block)
        where V : struct, ILanes<V> where M : struct, ITileMode where E : struct, IEpilogue
    {
        var width = 2 * V.Count;
        for (int j = 0, panel = 0; j < block.N; j += width, panel++)
        {
            // Each panel's tile asks for one row of the next row block, the first for all columns where those are dense.
            var ahead = block.AColumn == 1 ? panel < rows : panel == 0;
            dense.Next = block.AColumn == 1 && ahead ? next + panel * block.ARow : next;
            dense.NextStep = ahead ? block.AColumn : 0;
            var columns = Math.Min(width, block.N - j);
            float* b = block.B + (nint)j * block.K, bias = M.Biased ? block.Bias + j : null;
            if (columns == width) ProductDriver.RunTile<V, TwoVectors, Ahead<M>>(rows, a, b, c + j, bias, dense, V.Count);
            else if (columns > V.Count)
                ProductDriver.RunTile<V, PartOfTwo, Ahead<M>>(rows, a, b, c + j, bias, dense, columns - V.Count);
            else ProductDriver.RunTile<V, PartOfOne, Ahead<M>>(rows, a, b, c + j, bias, dense, columns);
            epilogue.Finish<V>(c + j, block.CRow, rows, columns);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void CopyRows<V>(float* a, int rows, float* tile, ref Product dense, in Product block)
        where V : struct, ILanes<V>
    {
        if (block.AColumn == 1)
        {
            dense.ARow = Packing.Whole(block.K) + RowFill;
            for (var i = 0; i < rows; i++)
                new ReadOnlySpan<float>(a + i * block.ARow, block.K).CopyTo(new Span<float>(tile + i * dense.ARow, block.K));
            return;
        }
        (dense.ARow, dense.AColumn) = (1, Packing.Granularity);
        for (var p = 0; p < block.K; p++)
            for (var i = 0; i < rows; i += V.Count)
                V.LoadPartial(a + p * block.AColumn + i, Math.Min(V.Count, rows - i)).Store(tile + p * Packing.Granularity + i);
    }

    // The length of equal cuts of at most `most`, rounded up to whole grains.
    private static int Even(int length, int most, int grain)
    {
        var cuts = Math.Max(1, (length + most - 1) / most);
        return Math.Max(grain, ((length + cuts - 1) / cuts + grain - 1) / grain * grain);
    }

    private readonly struct Job<S, M, E>(in Product product, E epilogue, float* scratch) : ITeamJob
        where S : struct, IPanelSource where M : struct, ITileMode where E : struct, IEpilogue
    {
        private readonly Product _product = product;
        private readonly E _epilogue = epilogue;
        private readonly float* _scratch = scratch;

        public void Execute(int part, int parts)
        {
            var scratch = _scratch + (nint)part * PartFloats;
            if (_product.M > _product.N)
            {
                var (start, end) = Stripe.Of(_product.M, part, parts);
                Run<S, M, E>(_product.Rows(start, end), _epilogue, scratch);
            }
            else
            {
                var (start, end) = Stripe.Of(_product.N, part, parts, 2 * Width.Floats);
                var columns = _product.Columns(start, end);
                columns.B = S.Column(_product.B, _product.BRow, start);
                Run<S, M, E>(columns, _epilogue, scratch);
            }
        }
    }
}
