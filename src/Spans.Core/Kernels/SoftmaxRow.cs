using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// The exponentials of one row: e = exp(x − max x) and their sum, finite for every finite row. A row that fits one register stays in it.
/// </summary>
internal static unsafe class SoftmaxRow
{
    // Not inlined: together in a caller's loop over rows the exponentials pass the JIT's budget for inlining, and lanes that are calls run
    // the row 10 to 50 times slower until tier 1 (128x1000: 1.8 ms, then 0.32 ms; so it is 31 µs from the first call).
    /// <summary>The largest of a row. NaN may be missed here, for its exponential will make the sum NaN.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static float Largest<V>(float* x, int columns) where V : struct, ILanes<V>
    {
        if (columns < V.Count) return V.Largest(V.Select(V.MaskOfFirst(columns), V.LoadPartial(x, columns), V.Broadcast(float.NegativeInfinity)));
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
        var max = V.Broadcast(largest);
        V even = V.Zero, odd = V.Zero;
        var i = 0;
        for (; i <= columns - 2 * V.Count; i += 2 * V.Count)
        {
            var e0 = LaneMath.ExpNonPositive(V.Load(x + i) - max);
            var e1 = LaneMath.ExpNonPositive(V.Load(x + i + V.Count) - max);
            if (e != null)
            {
                e0.Store(e + i);
                e1.Store(e + i + V.Count);
            }
            even += e0;
            odd += e1;
        }
        if (i <= columns - V.Count)
        {
            var e0 = LaneMath.ExpNonPositive(V.Load(x + i) - max);
            if (e != null) e0.Store(e + i);
            even += e0;
            i += V.Count;
        }
        if (i < columns)
        {
            var rest = columns - i;
            var e0 = V.Select(V.MaskOfFirst(rest), LaneMath.ExpNonPositive(V.LoadPartial(x + i, rest) - max), V.Zero);
            if (e != null) e0.StorePartial(e + i, rest);
            odd += e0;
        }
        return V.Sum(even + odd);
    }

    /// <summary>y = x · factor (may be in place).</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Scale<V>(float* x, float* y, int columns, float factor) where V : struct, ILanes<V>
    {
        var i = 0;
        for (; i <= columns - V.Count; i += V.Count) (V.Load(x + i) * factor).Store(y + i);
        if (i < columns) (V.LoadPartial(x + i, columns - i) * factor).StorePartial(y + i, columns - i);
    }
}
