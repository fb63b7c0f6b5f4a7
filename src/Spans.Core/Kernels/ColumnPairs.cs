using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// A row's columns in pairs: the even and the odd lanes of two registers are the left and the right sides of a register of
/// windows, the last ones in part.
/// </summary>
internal static unsafe class ColumnPairs
{
    /// <summary>The <paramref name="count"/> floats at <paramref name="x"/>, 1 to two registers of them; zeros behind.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V, V) LoadTwo<V>(float* x, int count) where V : struct, ILanes<V>
    {
        if (count == 2 * V.Count) return (V.Load(x), V.Load(x + V.Count));
        return count > V.Count ? (V.Load(x), V.LoadPartial(x + V.Count, count - V.Count)) : (V.LoadPartial(x, count), V.Zero);
    }

    /// <summary>The <paramref name="count"/> floats at <paramref name="x"/>, 1 to a register of them; zeros behind.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<V>(float* x, int count)
        where V : struct, ILanes<V> => count == V.Count ? V.Load(x) : V.LoadPartial(x, count);

    /// <summary>Writes the first <paramref name="count"/> lanes, 1 to all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<V>(V value, float* y, int count) where V : struct, ILanes<V>
    {
        if (count == V.Count) value.Store(y);
        else value.StorePartial(y, count);
    }

    /// <summary>Writes the first <paramref name="count"/> lanes of both, 1 to all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreTwo<V>(V low, V high, float* y, int count) where V : struct, ILanes<V>
    {
        Store(low, y, Math.Min(count, V.Count));
        if (count > V.Count) Store(high, y + V.Count, count - V.Count);
    }
}
