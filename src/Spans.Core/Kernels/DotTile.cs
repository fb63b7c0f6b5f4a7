using System.Diagnostics;
using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// Sums with the lanes along k: one or two rows of a against up to sixteen rows of bᵀ, both dense. Where c has few columns it
/// wastes no lanes, and where b is given transposed it needs no packing; the price is the folding of each register into one sum.
/// </summary>
/// <remarks>
/// An element's sum has one partial sum per lane, over ascending p, folded by halves: the same for every R and C.
/// </remarks>
internal static unsafe class DotTile
{
    /// <summary>The most columns for two rows: the sums of both, two registers of a and one of b must fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int MaxColumns<V>() where V : struct, ILanes<V> => Math.Min(V.Count, V.Registers >= 32 ? 14 : 6);

    /// <summary>c[i·cRow + j] (mode M)= Σ a[i·aRow + p] · b[j·bRow + p] for R rows (1 or 2) and C columns.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Run<V, R, C, M>(float* a, nint aRow, float* b, nint bRow, float* c, nint cRow, float* bias, int k)
        where V : struct, ILanes<V> where R : struct, ICount where C : struct, ICount where M : struct, ITileMode
    {
        Debug.Assert(R.Value <= 2 && C.Value <= V.Count);
        DotColumn<V> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default,
            s7 = default;
        DotColumn<V> s8 = default, s9 = default, s10 = default, s11 = default, s12 = default, s13 = default, s14 = default,
            s15 = default;
        nint bRow2 = 2 * bRow, bRow3 = 3 * bRow;
        float* b0 = b, b4 = b + 4 * bRow, b8 = b + 8 * bRow, b12 = b + 12 * bRow;
        for (var left = k; left > 0; left -= V.Count)
        {
            var lanes = left < V.Count ? left : V.Count;
            V x = Load<V>(a, lanes), y = R.Value > 1 ? Load<V>(a + aRow, lanes) : x;
            s0.Add<R>(x, y, Load<V>(b0, lanes));
            if (C.Value > 1) s1.Add<R>(x, y, Load<V>(b0 + bRow, lanes));
            if (C.Value > 2) s2.Add<R>(x, y, Load<V>(b0 + bRow2, lanes));
            if (C.Value > 3) s3.Add<R>(x, y, Load<V>(b0 + bRow3, lanes));
            if (C.Value > 4) s4.Add<R>(x, y, Load<V>(b4, lanes));
            if (C.Value > 5) s5.Add<R>(x, y, Load<V>(b4 + bRow, lanes));
            if (C.Value > 6) s6.Add<R>(x, y, Load<V>(b4 + bRow2, lanes));
            if (C.Value > 7) s7.Add<R>(x, y, Load<V>(b4 + bRow3, lanes));
            if (C.Value > 8) s8.Add<R>(x, y, Load<V>(b8, lanes));
            if (C.Value > 9) s9.Add<R>(x, y, Load<V>(b8 + bRow, lanes));
            if (C.Value > 10) s10.Add<R>(x, y, Load<V>(b8 + bRow2, lanes));
            if (C.Value > 11) s11.Add<R>(x, y, Load<V>(b8 + bRow3, lanes));
            if (C.Value > 12) s12.Add<R>(x, y, Load<V>(b12, lanes));
            if (C.Value > 13) s13.Add<R>(x, y, Load<V>(b12 + bRow, lanes));
            if (C.Value > 14) s14.Add<R>(x, y, Load<V>(b12 + bRow2, lanes));
            if (C.Value > 15) s15.Add<R>(x, y, Load<V>(b12 + bRow3, lanes));
            a += V.Count;
            b0 += V.Count;
            if (C.Value > 4) b4 += V.Count;
            if (C.Value > 8) b8 += V.Count;
            if (C.Value > 12) b12 += V.Count;
        }
        Write<V, C, M>(
            Fold<V, C>(s0.X, s1.X, s2.X, s3.X, s4.X, s5.X, s6.X, s7.X, s8.X, s9.X, s10.X, s11.X, s12.X, s13.X, s14.X, s15.X),
            c, bias);
        if (R.Value > 1)
            Write<V, C, M>(
                Fold<V, C>(s0.Y, s1.Y, s2.Y, s3.Y, s4.Y, s5.Y, s6.Y, s7.Y, s8.Y, s9.Y, s10.Y, s11.Y, s12.Y, s13.Y, s14.Y, s15.Y),
                c + cRow, bias);
    }

    // One mask serves a whole round, so masked loads cost nothing; without masks (four lanes) a whole register is loaded as such.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Load<V>(float* source, int lanes) where V : struct, ILanes<V> =>
        V.Count <= 4 && lanes == V.Count ? V.Load(source) : V.LoadPartial(source, lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<V, C, M>(V sums, float* c, float* bias) where V : struct, ILanes<V> where C : struct, ICount
        where M : struct, ITileMode
    {
        if (M.Biased) sums += V.LoadPartial(bias, C.Value);
        if (M.Accumulates) sums = V.LoadPartial(c, C.Value) + sums;
        sums.StorePartial(c, C.Value);
    }

    // Lane j of the result is the sum of the lanes of x_j: each stage halves the registers and the lanes a sum is spread over.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Fold<V, C>(
        V x0, V x1, V x2, V x3, V x4, V x5, V x6, V x7, V x8, V x9, V x10, V x11, V x12, V x13, V x14, V x15)
        where V : struct, ILanes<V> where C : struct, ICount
    {
        if (V.Count > 8)
        {
            x0 = Fold<V, C>(x0, 0, x8, 8);
            x1 = Fold<V, C>(x1, 1, x9, 9);
            x2 = Fold<V, C>(x2, 2, x10, 10);
            x3 = Fold<V, C>(x3, 3, x11, 11);
            x4 = Fold<V, C>(x4, 4, x12, 12);
            x5 = Fold<V, C>(x5, 5, x13, 13);
            x6 = Fold<V, C>(x6, 6, x14, 14);
            x7 = Fold<V, C>(x7, 7, x15, 15);
        }
        if (V.Count > 4)
        {
            x0 = Fold<V, C>(x0, 0, x4, 4);
            x1 = Fold<V, C>(x1, 1, x5, 5);
            x2 = Fold<V, C>(x2, 2, x6, 6);
            x3 = Fold<V, C>(x3, 3, x7, 7);
        }
        x0 = Fold<V, C>(x0, 0, x2, 2);
        x1 = Fold<V, C>(x1, 1, x3, 3);
        return Fold<V, C>(x0, 0, x1, 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Fold<V, C>(V a, int i, V b, int j) where V : struct, ILanes<V> where C : struct, ICount
    {
        if (C.Value <= i) return V.Zero;
        if (C.Value <= j) b = V.Zero;
        return V.InterleaveLow(a, b) + V.InterleaveHigh(a, b);
    }

    /// <summary>The sums of one column, a register for each of two rows.</summary>
    private struct DotColumn<T> where T : struct, ILanes<T>
    {
        public T X;
        public T Y;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add<R>(T x, T y, T b) where R : struct, ICount
        {
            X = T.MultiplyAdd(x, b, X);
            if (R.Value > 1) Y = T.MultiplyAdd(y, b, Y);
        }
    }
}
