using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// The exponentials of one row: e = exp(x − max x) and their sum, finite for every finite row. A row that fits one register stays
/// in it.
/// </summary>
internal static unsafe class SoftmaxRow
{
    // Not inlined: together in a caller's loop over rows the exponentials pass the JIT's budget for inlining, and lanes that are
    // calls run the row 10 to 50 times slower until tier 1 (128x1000: 1.8 ms, then 0.32 ms; so it is 31 µs from the first call).
    /// <summary>The largest of a row. NaN may be missed here, for its exponential will make the sum NaN.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static float Largest<V>(float* x, int columns) where V : struct, ILanes<V>
    {
        if (columns < V.Count) return V.Largest(Padded<V>(x, columns));
        var largest = V.Load(x);
        var i = V.Count;
        for (; i <= columns - V.Count; i += V.Count) largest = V.MaxNative(largest, V.Load(x + i));
        // The last register overlaps the one before it: a maximum does not mind.
        if (i < columns) largest = V.MaxNative(largest, V.Load(x + columns - V.Count));
        return V.Largest(largest);
    }

    /// <summary>Writes e (may be in place; null to keep none) and returns its sum.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static float Exponentials<V>(float* x, float* e, int columns, float largest) where V : struct, ILanes<V>
    {
        var sums = Pair<V>.Zero;
        var i = 0;
        for (; i <= columns - Pair<V>.Count; i += Pair<V>.Count)
        {
            var pair = LaneMath.ExpNonPositive(Pair<V>.Load(x + i) - largest);
            if (e != null) pair.Store(e + i);
            sums += pair;
        }
        var sum = Pair<V>.Fold(sums);
        if (i <= columns - V.Count)
        {
            var whole = LaneMath.ExpNonPositive(V.Load(x + i) - largest);
            if (e != null) whole.Store(e + i);
            sum += whole;
            i += V.Count;
        }
        if (i < columns)
        {
            var last = LaneMath.ExpNonPositive(Padded<V>(x + i, columns - i) - largest);
            if (e != null) last.StorePartial(e + i, columns - i);
            sum += last;
        }
        return V.Sum(sum);
    }

    /// <summary>The first <paramref name="count"/> floats, then -∞, whose exponential is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Padded<V>(float* x, int count) where V : struct, ILanes<V> =>
        V.Select(V.MaskOfFirst(count), V.LoadPartial(x, count), V.Broadcast(float.NegativeInfinity));

    /// <summary>y = x · factor (may be in place).</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Scale<V>(float* x, float* y, int columns, float factor) where V : struct, ILanes<V>
    {
        var i = 0;
        for (; i <= columns - V.Count; i += V.Count) (V.Load(x + i) * factor).Store(y + i);
        if (i < columns) (V.LoadPartial(x + i, columns - i) * factor).StorePartial(y + i, columns - i);
    }
}
