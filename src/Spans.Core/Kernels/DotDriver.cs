using System.Runtime.CompilerServices;
using Spans.Lanes;
using Spans.Threading;

namespace Spans.Kernels;

/// <summary>
/// Runs products of rows by rows, c = a · bᵀ with dense k, in tiles of two rows and few columns (<see cref="DotTile"/>).
/// </summary>
internal static unsafe class DotDriver
{
    /// <summary>c[m, n] (mode M)= a[m, k] · bᵀ over a team; element (j, p) of b is at B[j·BRow + p], AColumn is 1.</summary>
    public static void Run<M>(in Product product, int parts, Team team) where M : struct, ITileMode
    {
        if (parts == 1) Run<M>(product);
        else team.Run(new Job<M>(product), parts);
    }

    private static void Run<M>(in Product product) where M : struct, ITileMode
    {
        if (Width.Wide) Run<Lanes512, M>(product);
        else Run<VectorLanes, M>(product);
    }

    /// <summary>c[m, n] (mode M)= a[m, k] · bᵀ; element (j, p) of b is at B[j·BRow + p], AColumn is 1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Run<V, M>(in Product product) where V : struct, ILanes<V> where M : struct, ITileMode
    {
        // Few columns against many rows: the rows of a take the part of columns, so that enough sums run at once.
        if (product.N <= 4 && product.M > product.N) RunTurned<V, M>(product);
        else RunColumns<V, M>(product);
    }

    /// <summary>c[n] (mode M)= a[k] · bᵀ for one row, as <see cref="Run{V, M}(in Product)"/> sums it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void RunRow<V, M>(float* a, float* b, nint bRow, float* c, float* bias, int n, int k)
        where V : struct, ILanes<V> where M : struct, ITileMode
    {
        var blocks = (n + DotTile.MaxColumns<V>() - 1) / DotTile.MaxColumns<V>();
        for (; blocks > 0; blocks--)
        {
            var columns = blocks == 1 ? n : (n + blocks - 1) / blocks;
            RunTile<V, Count1, M>(columns, a, 0, b, bRow, c, 0, bias, k);
            n -= columns;
            b += columns * bRow;
            c += columns;
            if (M.Biased) bias += columns;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void RunColumns<V, M>(in Product product) where V : struct, ILanes<V> where M : struct, ITileMode
    {
        var blocks = (product.N + DotTile.MaxColumns<V>() - 1) / DotTile.MaxColumns<V>();
        var j = 0;
        for (; blocks > 0; blocks--)
        {
            var columns = (product.N - j + blocks - 1) / blocks;
            var b = product.B + j * product.BRow;
            var bias = M.Biased ? product.Bias + j : null;
            var i = 0;
            for (; i + 2 <= product.M; i += 2)
                RunTile<V, Count2, M>(
                    columns, product.A + i * product.ARow, product.ARow, b, product.BRow, product.C + i * product.CRow + j,
                    product.CRow, bias, product.K);
            if (i < product.M)
                RunTile<V, Count1, M>(
                    columns, product.A + i * product.ARow, product.ARow, b, product.BRow, product.C + i * product.CRow + j,
                    product.CRow, bias, product.K);
            j += columns;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void RunTurned<V, M>(in Product product) where V : struct, ILanes<V> where M : struct, ITileMode
    {
        var tile = stackalloc float[2 * V.Count];
        for (var j = 0; j < product.N; j += 2)
        {
            var two = j + 1 < product.N;
            var b = product.B + j * product.BRow;
            var blocks = (product.M + DotTile.MaxColumns<V>() - 1) / DotTile.MaxColumns<V>();
            var i = 0;
            for (; blocks > 0; blocks--)
            {
                var rows = (product.M - i + blocks - 1) / blocks;
                var a = product.A + i * product.ARow;
                if (two) RunTile<V, Count2, Store>(rows, b, product.BRow, a, product.ARow, tile, V.Count, null, product.K);
                else RunTile<V, Count1, Store>(rows, b, product.BRow, a, product.ARow, tile, V.Count, null, product.K);
                Write<M>(tile, product, i, rows, j);
                if (two) Write<M>(tile + V.Count, product, i, rows, j + 1);
                i += rows;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<M>(float* sums, in Product product, int i, int rows, int j) where M : struct, ITileMode
    {
        var c = product.C + i * product.CRow + j;
        var bias = M.Biased ? product.Bias[j] : 0;
        for (var row = 0; row < rows; row++, c += product.CRow)
        {
            var sum = M.Biased ? sums[row] + bias : sums[row];
            *c = M.Accumulates ? *c + sum : sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RunTile<V, R, M>(
        int columns, float* a, nint aRow, float* b, nint bRow, float* c, nint cRow, float* bias, int k)
        where V : struct, ILanes<V> where R : struct, ICount where M : struct, ITileMode
    {
        switch (columns)
        {
            case 1: DotTile.Run<V, R, Count1, M>(a, aRow, b, bRow, c, cRow, bias, k); break;
            case 2: DotTile.Run<V, R, Count2, M>(a, aRow, b, bRow, c, cRow, bias, k); break;
            case 3: DotTile.Run<V, R, Count3, M>(a, aRow, b, bRow, c, cRow, bias, k); break;
            case 4: DotTile.Run<V, R, Count4, M>(a, aRow, b, bRow, c, cRow, bias, k); break;
            case 5: DotTile.Run<V, R, Count5, M>(a, aRow, b, bRow, c, cRow, bias, k); break;
            case 6: DotTile.Run<V, R, Count6, M>(a, aRow, b, bRow, c, cRow, bias, k); break;
            case 7: DotTile.Run<V, R, Count7, M>(a, aRow, b, bRow, c, cRow, bias, k); break;
            case 8: DotTile.Run<V, R, Count8, M>(a, aRow, b, bRow, c, cRow, bias, k); break;
            case 9: DotTile.Run<V, R, Count9, M>(a, aRow, b, bRow, c, cRow, bias, k); break;
            case 10: DotTile.Run<V, R, Count10, M>(a, aRow, b, bRow, c, cRow, bias, k); break;
            case 11: DotTile.Run<V, R, Count11, M>(a, aRow, b, bRow, c, cRow, bias, k); break;
            case 12: DotTile.Run<V, R, Count12, M>(a, aRow, b, bRow, c, cRow, bias, k); break;
            case 13: DotTile.Run<V, R, Count13, M>(a, aRow, b, bRow, c, cRow, bias, k); break;
            default: DotTile.Run<V, R, Count14, M>(a, aRow, b, bRow, c, cRow, bias, k); break;
        }
    }

    private readonly struct Job<M>(in Product product) : ITeamJob where M : struct, ITileMode
    {
        private readonly Product _product = product;

        public void Execute(int part, int parts)
        {
            if (_product.M >= _product.N)
            {
                var (start, end) = Stripe.Of(_product.M, part, parts, 2);
                Run<M>(_product.Rows(start, end));
            }
            else
            {
                var (start, end) = Stripe.Of(_product.N, part, parts, Packing.Granularity);
                var columns = _product.Columns(start, end);
                columns.B = _product.B + start * _product.BRow;
                Run<M>(columns);
            }
        }
    }
}
