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

    /// <summary>Whether packing pays: b beyond the second cache, and enough rows to use each of its elements.</summary>
    public static bool Takes(int m, int n, int k) => m >= 96 && k >= MaxDepth / 2 && (long)n * k >= 768 << 10;

    /// <summary>Runs a whole product; S says how b lies.</summary>
    public static void Run<S, M, E>(in Product product, E epilogue, Team team)
        where S : struct, IPanelSource where M : struct, ITileMode where E : struct, IEpilogue
    {
        if (Width.Wide) Run<Lanes512, S, M, E>(product, epilogue, team);
        else Run<VectorLanes, S, M, E>(product, epilogue, team);
    }

    private static void Run<V, S, M, E>(in Product product, E epilogue, Team team)
        where V : struct, ILanes<V> where S : struct, IPanelSource where M : struct, ITileMode where E : struct, IEpilogue
    {
        var parts = ProductDriver.Parts((long)product.M * product.N * product.K, team);
        // Members at rows of their own meet the same block of b; at columns of their own each keeps as much in its own cache.
        var byRows = product.M >= product.N;
        var rooms = byRows ? 1 : parts;
        int columns = Even(product.N, rooms * MaxColumns, 2 * V.Count), depth = Even(product.K, MaxDepth, Packing.Granularity);
        fixed (float* panels = ThreadScratch.Of(rooms * MaxDepth * MaxColumns))
            for (var j = 0; j < product.N; j += columns)
                for (var p = 0; p < product.K; p += depth)
                {
                    var block = product.Columns(j, Math.Min(j + columns, product.N));
                    block.K = Math.Min(depth, product.K - p);
                    block.A += p * product.AColumn;
                    block.B = panels;
                    block.BRow = 2 * V.Count;
                    team.Share(new PackJob<V, S>(product, block, p, j), parts);
                    var last = p + depth >= product.K;
                    if (p == 0 && last) team.Share(new RowJob<V, M, E>(block, epilogue, byRows), parts);
                    else if (p == 0) team.Share(new RowJob<V, M, NoEpilogue>(block, default, byRows), parts);
                    else if (last) team.Share(new RowJob<V, Accumulate, E>(block, epilogue, byRows), parts);
                    else team.Share(new RowJob<V, Accumulate, NoEpilogue>(block, default, byRows), parts);
                }
    }

    // One row block against the panels from column `start` to `end`.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void RunRow<V, M, E>(
        int rows, float* a, float* c, Product dense, E epilogue, float* next, in Product block, int start, int end)
        where V : struct, ILanes<V> where M : struct, ITileMode where E : struct, IEpilogue
    {
        var width = 2 * V.Count;
        for (int j = start, panel = start / width; j < end; j += width, panel++)
        {
            // Each panel's tile asks for one row of the next row block, the first for all columns where those are dense.
            var ahead = block.AColumn == 1 ? panel < rows : panel == 0;
            dense.Next = block.AColumn == 1 && ahead ? next + panel * block.ARow : next;
            dense.NextStep = ahead ? block.AColumn : 0;
            var columns = Math.Min(width, end - j);
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

    private readonly struct PackJob<V, S>(in Product product, in Product block, int p, int j) : IDivisibleJob
        where V : struct, ILanes<V> where S : struct, IPanelSource
    {
        private const int PanelsAtOnce = 4;

        private readonly float* _b = product.B;
        private readonly nint _bRow = product.BRow;
        private readonly float* _panels = block.B;
        private readonly int _rows = block.K;
        private readonly int _columns = block.N;
        private readonly int _p = p;
        private readonly int _j = j;

        private static int Grain => PanelsAtOnce * 2 * V.Count;

        public int Items(int part, int parts)
        {
            var (start, end) = Stripe.Of(_columns, part, parts, 2 * V.Count);
            return (end - start + Grain - 1) / Grain;
        }

        public void Execute(int part, int parts, ref Portion portion)
        {
            var (start, end) = Stripe.Of(_columns, part, parts, 2 * V.Count);
            for (; portion.Next < portion.End; portion.Advance())
            {
                var column = start + portion.Next * Grain;
                S.Pack<V>(
                    _b, _bRow, _p, _j + column, _rows, Math.Min(Grain, end - column), _panels + (nint)column * _rows);
            }
        }
    }

    // An item is a row block against half of the panels.
    private readonly struct RowJob<V, M, E>(in Product block, E epilogue, bool byRows) : IDivisibleJob
        where V : struct, ILanes<V> where M : struct, ITileMode where E : struct, IEpilogue
    {
        private readonly Product _block = block;
        private readonly E _epilogue = epilogue;
        private readonly bool _byRows = byRows;

        public int Items(int part, int parts) => 2 * ProductDriver.RowBlocks<V>(Part(part, parts).M);

        // The rows copied lie on the stack of whoever runs the item.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        [SkipLocalsInit]
        public void Execute(int part, int parts, ref Portion portion)
        {
            var room = stackalloc float[Packing.Granularity * (MaxDepth + RowFill + 1)];
            var tile = (float*)(((nuint)room + 63) & ~(nuint)63);
            var block = Part(part, parts);
            var (blocks, copied, dense) = (ProductDriver.RowBlocks<V>(block.M), -1, block);
            for (; portion.Next < portion.End; portion.Advance())
            {
                var (row, half) = Math.DivRem(portion.Next, 2);
                var (top, bottom) = Stripe.Of(block.M, row, blocks);
                var a = block.A + top * block.ARow;
                if (row != copied) CopyRows<V>(a, bottom - top, tile, ref dense, block);
                copied = row;
                var next = bottom < block.M ? block.A + bottom * block.ARow : block.A;
                var (start, end) = Stripe.Of(block.N, half, 2, 2 * V.Count);
                RunRow<V, M, E>(bottom - top, tile, block.C + top * block.CRow, dense, _epilogue, next, block, start, end);
            }
        }

        private Product Part(int part, int parts)
        {
            if (_byRows)
            {
                var (top, bottom) = Stripe.Of(_block.M, part, parts);
                return _block.Rows(top, bottom);
            }
            var (start, end) = Stripe.Of(_block.N, part, parts, 2 * V.Count);
            var columns = _block.Columns(start, end);
            columns.B = _block.B + (nint)start * _block.K;
            return columns;
        }
    }
}
