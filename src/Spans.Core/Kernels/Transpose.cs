using System.Diagnostics;
using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>Transposes a block of at most V.Count rows and columns in registers.</summary>
internal static unsafe class Transpose
{
    /// <summary>
    /// Row j of <paramref name="destination"/> (= or +=) column j of <paramref name="source"/>, for all its columns; each row
    /// gets <paramref name="width"/> floats, zeros beyond <paramref name="rows"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Block<V, M>(
        float* source, nint sourceRow, int rows, int columns, float* destination, nint destinationRow, int width)
        where V : struct, ILanes<V> where M : struct, ITileMode =>
        Turn<V, M>(source, sourceRow, rows, columns, columns, destination, destinationRow, width);

    /// <summary>The same where more floats of a row may be read than are its columns: a whole register needs no mask.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Block<V, M>(
        float* source, nint sourceRow, int rows, int columns, int readable, float* destination, nint destinationRow, int width)
        where V : struct, ILanes<V> where M : struct, ITileMode =>
        Turn<V, M>(source, sourceRow, rows, columns, readable, destination, destinationRow, width);

    /// <summary>
    /// The first K columns of V.Count rows, all of which have V.Count floats that may be read: without a mask or a branch, in
    /// less than half the time.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Columns<V, K>(float* source, nint sourceRow, float* destination, nint destinationRow)
        where V : struct, ILanes<V> where K : struct, ICount =>
        Turn<V, Store>(source, sourceRow, V.Count, K.Value, V.Count, destination, destinationRow, V.Count);

    /// <remarks>
    /// Each stage interleaves two registers, which moves one bit of the register's number into the lane's: after log₂ V.Count
    /// stages the two have changed places. Registers are written out; V.Count, a constant, drops those a narrower register does
    /// not need.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn<V, M>(
        float* source, nint sourceRow, int rows, int columns, int readable, float* destination, nint destinationRow, int width)
        where V : struct, ILanes<V> where M : struct, ITileMode
    {
        Debug.Assert(rows <= V.Count && columns <= V.Count && width <= V.Count && V.Count <= 16);
        V x0 = Load<V>(source, sourceRow, 0, rows, readable), x1 = Load<V>(source, sourceRow, 1, rows, readable);
        V x2 = Load<V>(source, sourceRow, 2, rows, readable), x3 = Load<V>(source, sourceRow, 3, rows, readable);
        V x4 = default, x5 = default, x6 = default, x7 = default, x8 = default, x9 = default;
        V x10 = default, x11 = default, x12 = default, x13 = default, x14 = default, x15 = default;
        if (V.Count > 4)
        {
            x4 = Load<V>(source, sourceRow, 4, rows, readable);
            x5 = Load<V>(source, sourceRow, 5, rows, readable);
            x6 = Load<V>(source, sourceRow, 6, rows, readable);
            x7 = Load<V>(source, sourceRow, 7, rows, readable);
        }
        if (V.Count > 8)
        {
            x8 = Load<V>(source, sourceRow, 8, rows, readable);
            x9 = Load<V>(source, sourceRow, 9, rows, readable);
            x10 = Load<V>(source, sourceRow, 10, rows, readable);
            x11 = Load<V>(source, sourceRow, 11, rows, readable);
            x12 = Load<V>(source, sourceRow, 12, rows, readable);
            x13 = Load<V>(source, sourceRow, 13, rows, readable);
            x14 = Load<V>(source, sourceRow, 14, rows, readable);
            x15 = Load<V>(source, sourceRow, 15, rows, readable);
            Interleave(ref x0, ref x8);
            Interleave(ref x1, ref x9);
            Interleave(ref x2, ref x10);
            Interleave(ref x3, ref x11);
            Interleave(ref x4, ref x12);
            Interleave(ref x5, ref x13);
            Interleave(ref x6, ref x14);
            Interleave(ref x7, ref x15);
            Quarter(ref x8, ref x9, ref x10, ref x11, ref x12, ref x13, ref x14, ref x15);
        }
        if (V.Count > 4) Quarter(ref x0, ref x1, ref x2, ref x3, ref x4, ref x5, ref x6, ref x7);
        else Eighth(ref x0, ref x1, ref x2, ref x3);
        Store<V, M>(x0, destination, destinationRow, 0, columns, width);
        Store<V, M>(x1, destination, destinationRow, 1, columns, width);
        Store<V, M>(x2, destination, destinationRow, 2, columns, width);
        Store<V, M>(x3, destination, destinationRow, 3, columns, width);
        if (V.Count > 4)
        {
            Store<V, M>(x4, destination, destinationRow, 4, columns, width);
            Store<V, M>(x5, destination, destinationRow, 5, columns, width);
            Store<V, M>(x6, destination, destinationRow, 6, columns, width);
            Store<V, M>(x7, destination, destinationRow, 7, columns, width);
        }
        if (V.Count > 8)
        {
            Store<V, M>(x8, destination, destinationRow, 8, columns, width);
            Store<V, M>(x9, destination, destinationRow, 9, columns, width);
            Store<V, M>(x10, destination, destinationRow, 10, columns, width);
            Store<V, M>(x11, destination, destinationRow, 11, columns, width);
            Store<V, M>(x12, destination, destinationRow, 12, columns, width);
            Store<V, M>(x13, destination, destinationRow, 13, columns, width);
            Store<V, M>(x14, destination, destinationRow, 14, columns, width);
            Store<V, M>(x15, destination, destinationRow, 15, columns, width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave<V>(ref V a, ref V b) where V : struct, ILanes<V> =>
        (a, b) = (V.InterleaveLow(a, b), V.InterleaveHigh(a, b));

    // The last three stages among eight registers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter<V>(ref V x0, ref V x1, ref V x2, ref V x3, ref V x4, ref V x5, ref V x6, ref V x7)
        where V : struct, ILanes<V>
    {
        Interleave(ref x0, ref x4);
        Interleave(ref x1, ref x5);
        Interleave(ref x2, ref x6);
        Interleave(ref x3, ref x7);
        Eighth(ref x0, ref x1, ref x2, ref x3);
        Eighth(ref x4, ref x5, ref x6, ref x7);
    }

    // The last two stages among four.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eighth<V>(ref V x0, ref V x1, ref V x2, ref V x3) where V : struct, ILanes<V>
    {
        Interleave(ref x0, ref x2);
        Interleave(ref x1, ref x3);
        Interleave(ref x0, ref x1);
        Interleave(ref x2, ref x3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Load<V>(float* source, nint row, int i, int rows, int readable) where V : struct, ILanes<V>
    {
        if (i >= rows) return V.Zero;
        source += i * row;
        return readable == V.Count ? V.Load(source) : V.LoadPartial(source, readable);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<V, M>(V x, float* destination, nint row, int j, int columns, int width)
        where V : struct, ILanes<V> where M : struct, ITileMode
    {
        if (j >= columns) return;
        destination += j * row;
        if (width == V.Count)
        {
            if (M.Accumulates) x = V.Load(destination) + x;
            x.Store(destination);
        }
        else
        {
            if (M.Accumulates) x = V.LoadPartial(destination, width) + x;
            x.StorePartial(destination, width);
        }
    }
}
