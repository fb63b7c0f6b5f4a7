using System.Diagnostics;
using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// The micro-kernel of products of few terms: two rows of a, every element in all lanes of a register of its own, stay while the
/// columns go by. c is written as it lies in memory and evenly: tiles of <see cref="GemmTile"/> begin and end after every few
/// multiply-adds, and going down the rows they leave a cache line, or the set of lines of a power of two, at every store.
/// Each sum runs over ascending p in one accumulator, as there.
/// </summary>
internal static unsafe class ShallowTile
{
    /// <summary>The most terms: a register each for two rows, four sums and two registers of b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int MaxTerms<V>() where V : struct, ILanes<V> => Math.Min(V.Registers >= 32 ? 13 : 5, V.Count);

    /// <summary>Two rows of c over <paramref name="panels"/> panels of two registers.</summary>
    /// <param name="a">K floats of the first row.</param>
    /// <param name="next">K floats of the second row.</param>
    /// <param name="b">Panel after panel, each K rows of two registers.</param>
    /// <param name="c">The first row.</param>
    /// <param name="cRow">Floats to the second row.</param>
    /// <param name="panels">One or more.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Run<V, K, M>(float* a, float* next, float* b, float* c, nint cRow, int panels)
        where V : struct, ILanes<V> where K : struct, ICount where M : struct, ITileMode
    {
        Debug.Assert(K.Value <= MaxTerms<V>() && !M.Biased);
        V x0 = default, x1 = default, x2 = default, x3 = default, x4 = default, x5 = default, x6 = default,
            x7 = default, x8 = default, x9 = default, x10 = default, x11 = default, x12 = default;
        V y0 = default, y1 = default, y2 = default, y3 = default, y4 = default, y5 = default, y6 = default,
            y7 = default, y8 = default, y9 = default, y10 = default, y11 = default, y12 = default;
        (x0, y0) = (V.Broadcast(a[0]), V.Broadcast(next[0]));
        if (K.Value > 1) (x1, y1) = (V.Broadcast(a[1]), V.Broadcast(next[1]));
        if (K.Value > 2) (x2, y2) = (V.Broadcast(a[2]), V.Broadcast(next[2]));
        if (K.Value > 3) (x3, y3) = (V.Broadcast(a[3]), V.Broadcast(next[3]));
        if (K.Value > 4) (x4, y4) = (V.Broadcast(a[4]), V.Broadcast(next[4]));
        if (K.Value > 5) (x5, y5) = (V.Broadcast(a[5]), V.Broadcast(next[5]));
        if (K.Value > 6) (x6, y6) = (V.Broadcast(a[6]), V.Broadcast(next[6]));
        if (K.Value > 7) (x7, y7) = (V.Broadcast(a[7]), V.Broadcast(next[7]));
        if (K.Value > 8) (x8, y8) = (V.Broadcast(a[8]), V.Broadcast(next[8]));
        if (K.Value > 9) (x9, y9) = (V.Broadcast(a[9]), V.Broadcast(next[9]));
        if (K.Value > 10) (x10, y10) = (V.Broadcast(a[10]), V.Broadcast(next[10]));
        if (K.Value > 11) (x11, y11) = (V.Broadcast(a[11]), V.Broadcast(next[11]));
        if (K.Value > 12) (x12, y12) = (V.Broadcast(a[12]), V.Broadcast(next[12]));
        for (; panels > 0; panels--)
        {
            TileRow<V> r0 = default, r1 = default;
            Add(ref r0, ref r1, x0, y0, b);
            if (K.Value > 1) Add(ref r0, ref r1, x1, y1, b + 2 * V.Count);
            if (K.Value > 2) Add(ref r0, ref r1, x2, y2, b + 4 * V.Count);
            if (K.Value > 3) Add(ref r0, ref r1, x3, y3, b + 6 * V.Count);
            if (K.Value > 4) Add(ref r0, ref r1, x4, y4, b + 8 * V.Count);
            if (K.Value > 5) Add(ref r0, ref r1, x5, y5, b + 10 * V.Count);
            if (K.Value > 6) Add(ref r0, ref r1, x6, y6, b + 12 * V.Count);
            if (K.Value > 7) Add(ref r0, ref r1, x7, y7, b + 14 * V.Count);
            if (K.Value > 8) Add(ref r0, ref r1, x8, y8, b + 16 * V.Count);
            if (K.Value > 9) Add(ref r0, ref r1, x9, y9, b + 18 * V.Count);
            if (K.Value > 10) Add(ref r0, ref r1, x10, y10, b + 20 * V.Count);
            if (K.Value > 11) Add(ref r0, ref r1, x11, y11, b + 22 * V.Count);
            if (K.Value > 12) Add(ref r0, ref r1, x12, y12, b + 24 * V.Count);
            r0.Write<TwoVectors, M>(c, default, default, V.Count);
            r1.Write<TwoVectors, M>(c + cRow, default, default, V.Count);
            b += 2 * K.Value * V.Count;
            c += 2 * V.Count;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<V>(ref TileRow<V> r0, ref TileRow<V> r1, V x, V y, float* b) where V : struct, ILanes<V>
    {
        V b0 = V.Load(b), b1 = V.Load(b + V.Count);
        r0.Add(x, b0, b1);
        r1.Add(y, b0, b1);
    }
}
