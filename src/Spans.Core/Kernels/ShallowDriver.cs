using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// Runs products of few terms, c = a · bᵀ with dense rows: the gradient of the inputs of a layer with few units
/// (<see cref="ShallowTile"/>).
/// </summary>
internal static unsafe class ShallowDriver
{
    /// <summary>Half of the first cache, for a block of b that every few rows of a pass.</summary>
    public const int BlockFloats = 6 * 1024;

    // Registers of a are filled once for so many panels or more.
    private const int Panels = 3;

    /// <summary>Whether the tile knows so few terms, and whether there are columns enough.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Takes<V>(in Product product, int start, int end) where V : struct, ILanes<V> =>
        product.K > 0 && product.K <= ShallowTile.MaxTerms<V>() && product.M >= 2 && end - start >= Panels * 2 * V.Count;

    /// <summary>Whole panels from column <paramref name="start"/> on of c (mode M)= a · bᵀ.</summary>
    /// <param name="product">The whole product; element (j, p) of b is at B[j·BRow + p].</param>
    /// <param name="scratch">Room for these columns of b.</param>
    /// <param name="start">The first column.</param>
    /// <param name="end">No column from here on.</param>
    /// <returns>The first column left.</returns>
    public static int RunTransposed<V, M>(in Product product, float* scratch, int start, int end)
        where V : struct, ILanes<V> where M : struct, ITileMode => product.K switch
        {
            1 => RunTransposed<V, Count1, M>(product, scratch, start, end),
            2 => RunTransposed<V, Count2, M>(product, scratch, start, end),
            3 => RunTransposed<V, Count3, M>(product, scratch, start, end),
            4 => RunTransposed<V, Count4, M>(product, scratch, start, end),
            5 => RunTransposed<V, Count5, M>(product, scratch, start, end),
            6 => RunTransposed<V, Count6, M>(product, scratch, start, end),
            7 => RunTransposed<V, Count7, M>(product, scratch, start, end),
            8 => RunTransposed<V, Count8, M>(product, scratch, start, end),
            9 => RunTransposed<V, Count9, M>(product, scratch, start, end),
            10 => RunTransposed<V, Count10, M>(product, scratch, start, end),
            11 => RunTransposed<V, Count11, M>(product, scratch, start, end),
            12 => RunTransposed<V, Count12, M>(product, scratch, start, end),
            _ => RunTransposed<V, Count13, M>(product, scratch, start, end),
        };

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int RunTransposed<V, K, M>(in Product product, float* scratch, int start, int end)
        where V : struct, ILanes<V> where K : struct, ICount where M : struct, ITileMode
    {
        var width = 2 * V.Count;
        for (var panels = (end - start) / width; panels > 0;)
        {
            var block = Math.Min(panels, BlockFloats / (K.Value * width));
            Pack<V, K>(product, scratch, start, block);
            RunRows<V, K, M>(product, scratch, product.C + start, block);
            panels -= block;
            start += block * width;
        }
        return start;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pack<V, K>(in Product product, float* scratch, int start, int panels)
        where V : struct, ILanes<V> where K : struct, ICount
    {
        // Rows from here on have less than a register of floats behind their beginning.
        var whole = product.N - (int)((V.Count - K.Value + product.BRow - 1) / product.BRow);
        var b = product.B + start * product.BRow;
        for (; panels > 0; panels--)
        {
            for (var side = 0; side < 2; side++)
            {
                start += V.Count;
                if (start <= whole) Transpose.Columns<V, K>(b, product.BRow, scratch + side * V.Count, 2 * V.Count);
                else Transpose.Block<V, Store>(b, product.BRow, V.Count, K.Value, scratch + side * V.Count, 2 * V.Count, V.Count);
                b += V.Count * product.BRow;
            }
            scratch += 2 * K.Value * V.Count;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RunRows<V, K, M>(in Product product, float* b, float* c, int panels)
        where V : struct, ILanes<V> where K : struct, ICount where M : struct, ITileMode
    {
        var a = product.A;
        for (var rows = product.M; rows > 1; rows -= 2)
        {
            ShallowTile.Run<V, K, M>(a, a + product.ARow, b, c, product.CRow, panels);
            a += 2 * product.ARow;
            c += 2 * product.CRow;
        }
        if (product.M % 2 == 0) return;
        var row = product;
        row.BRow = 2 * V.Count;
        for (; panels > 0; panels--)
        {
            GemmTile.Run<V, Count1, TwoVectors, M>(a, b, c, null, row, V.Count);
            b += 2 * K.Value * V.Count;
            c += 2 * V.Count;
        }
    }
}
