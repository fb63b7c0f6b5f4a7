using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// Runs products row by row (<see cref="GemvTile"/>): for one row or two, where tiles would wait for their own sums.
/// </summary>
internal static unsafe class GemvDriver
{
    /// <summary>
    /// The chains for <paramref name="n"/> columns: eight sums or more at once, whatever the width of a register.
    /// </summary>
    public static int Chains(int n) => n switch
    {
        > 7 * Packing.Granularity => 1,
        > 3 * Packing.Granularity => 2,
        _ => 4,
    };

    /// <summary>c[n] (mode M)= x[k] · b[k, n]; the rows of b hold whole registers unless T says otherwise.</summary>
    /// <remarks>
    /// Takes no <see cref="Product"/>: reading a struct just written field by field costs a small product half its time.
    /// </remarks>
    public static void Run<V, T, M, E>(
        float* x, nint xStep, float* b, nint bRow, float* c, float* bias, int n, int k, int chains, E epilogue)
        where V : struct, ILanes<V> where T : struct, ITail where M : struct, ITileMode where E : struct, IEpilogue
    {
        if (chains == 1) Run<V, Count1, T, M, E>(x, xStep, b, bRow, c, bias, n, k, epilogue);
        else if (chains == 2) Run<V, Count2, T, M, E>(x, xStep, b, bRow, c, bias, n, k, epilogue);
        else Run<V, Count4, T, M, E>(x, xStep, b, bRow, c, bias, n, k, epilogue);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Run<V, S, T, M, E>(
        float* x, nint xStep, float* b, nint bRow, float* c, float* bias, int n, int k, E epilogue)
        where V : struct, ILanes<V> where S : struct, ICount where T : struct, ITail where M : struct, ITileMode
            where E : struct, IEpilogue
    {
        var vectors = (n + V.Count - 1) / V.Count;
        for (var panels = (vectors + GemvTile.MaxVectors<V>(S.Value) - 1) / GemvTile.MaxVectors<V>(S.Value); panels > 0; panels--)
        {
            // Even panels; a division costs as much as a small product.
            var width = panels == 1 ? vectors : (vectors + panels - 1) / panels;
            var columns = Math.Min(width * V.Count, n);
            var last = columns - (width - 1) * V.Count;
            if (!T.Masked || last == V.Count) RunTile<V, S, WholeTail, M>(width, x, xStep, b, bRow, c, bias, k, last);
            else RunTile<V, S, CutTail, M>(width, x, xStep, b, bRow, c, bias, k, last);
            epilogue.Finish<V>(c, 0, 1, columns);
            vectors -= width;
            n -= columns;
            b += columns;
            c += columns;
            if (M.Biased) bias += columns;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RunTile<V, S, T, M>(
        int vectors, float* x, nint xStep, float* b, nint bRow, float* c, float* bias, int k, int last)
        where V : struct, ILanes<V> where S : struct, ICount where T : struct, ITail where M : struct, ITileMode
    {
        switch (vectors)
        {
            case 1: GemvTile.Run<V, Count1, S, T, M>(x, xStep, b, bRow, c, bias, k, last); break;
            case 2: GemvTile.Run<V, Count2, S, T, M>(x, xStep, b, bRow, c, bias, k, last); break;
            case 3: GemvTile.Run<V, Count3, S, T, M>(x, xStep, b, bRow, c, bias, k, last); break;
            case 4: GemvTile.Run<V, Count4, S, T, M>(x, xStep, b, bRow, c, bias, k, last); break;
            case 5: GemvTile.Run<V, Count5, S, T, M>(x, xStep, b, bRow, c, bias, k, last); break;
            case 6: GemvTile.Run<V, Count6, S, T, M>(x, xStep, b, bRow, c, bias, k, last); break;
            case 7: GemvTile.Run<V, Count7, S, T, M>(x, xStep, b, bRow, c, bias, k, last); break;
            default: GemvTile.Run<V, Count8, S, T, M>(x, xStep, b, bRow, c, bias, k, last); break;
        }
    }
}
