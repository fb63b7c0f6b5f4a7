using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// The micro-kernel of every matrix product: a tile of c held in registers over the whole sum. Rows are written out and cut by a
/// type, since a loop over an array of sums never reaches registers; each sum runs over ascending p in one accumulator.
/// </summary>
internal static unsafe class GemmTile
{
    /// <summary>
    /// The rows of the tallest tile two registers wide: 24 sums, two columns of b and a broadcast fill 32 registers.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int MaxRows<V>() where V : struct, ILanes<V> => V.Registers >= 32 ? 12 : 6;

    /// <summary>
    /// Runs the tile of R rows at row a and c, columns b and c; <paramref name="last"/> counts the lanes of the last register.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Run<V, R, C, M>(float* a, float* b, float* c, float* bias, in Product product, int last)
        where V : struct, ILanes<V> where R : struct, ICount where C : struct, ITileColumns where M : struct, ITileMode
    {
        Debug.Assert(last > 0 && last <= V.Count);
        TileRow<V> r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default;
        TileRow<V> r6 = default, r7 = default, r8 = default, r9 = default, r10 = default, r11 = default;
        nint row = product.ARow, row2 = 2 * row, row3 = 3 * row, step = product.AColumn, bRow = product.BRow;
        float* a0 = a, a4 = a + 4 * row, a8 = a + 8 * row;
        var next = M.LooksAhead ? product.Next : null;
        var nextStep = M.LooksAhead ? product.NextStep : 0;
        if (M.LooksAhead) AskForC<V, C>(c, product.CRow, R.Value);
        for (var p = product.K; p > 0; p--)
        {
            if (M.LooksAhead && Sse.IsSupported)
            {
                // One line at a time: asked for all at once, they keep the loads of b waiting.
                Sse.Prefetch1(next);
                next += nextStep;
            }
            var b0 = C.Vectors == 1 && C.Masked ? V.LoadPartial(b, last) : V.Load(b);
            var b1 = C.Vectors == 1 ? b0 : C.Masked ? V.LoadPartial(b + V.Count, last) : V.Load(b + V.Count);
            r0.Add<C>(a0, 0, b0, b1);
            if (R.Value > 1) r1.Add<C>(a0, row, b0, b1);
            if (R.Value > 2) r2.Add<C>(a0, row2, b0, b1);
            if (R.Value > 3) r3.Add<C>(a0, row3, b0, b1);
            if (R.Value > 4) r4.Add<C>(a4, 0, b0, b1);
            if (R.Value > 5) r5.Add<C>(a4, row, b0, b1);
            if (R.Value > 6) r6.Add<C>(a4, row2, b0, b1);
            if (R.Value > 7) r7.Add<C>(a4, row3, b0, b1);
            if (R.Value > 8) r8.Add<C>(a8, 0, b0, b1);
            if (R.Value > 9) r9.Add<C>(a8, row, b0, b1);
            if (R.Value > 10) r10.Add<C>(a8, row2, b0, b1);
            if (R.Value > 11) r11.Add<C>(a8, row3, b0, b1);
            a0 += step;
            if (R.Value > 4) a4 += step;
            if (R.Value > 8) a8 += step;
            b += bRow;
        }
        V bias0 = default, bias1 = default;
        if (M.Biased)
        {
            bias0 = C.Vectors == 1 && C.Masked ? V.LoadPartial(bias, last) : V.Load(bias);
            if (C.Vectors == 2) bias1 = C.Masked ? V.LoadPartial(bias + V.Count, last) : V.Load(bias + V.Count);
        }
        var cRow = product.CRow;
        r0.Write<C, M>(c, bias0, bias1, last);
        if (R.Value > 1) r1.Write<C, M>(c += cRow, bias0, bias1, last);
        if (R.Value > 2) r2.Write<C, M>(c += cRow, bias0, bias1, last);
        if (R.Value > 3) r3.Write<C, M>(c += cRow, bias0, bias1, last);
        if (R.Value > 4) r4.Write<C, M>(c += cRow, bias0, bias1, last);
        if (R.Value > 5) r5.Write<C, M>(c += cRow, bias0, bias1, last);
        if (R.Value > 6) r6.Write<C, M>(c += cRow, bias0, bias1, last);
        if (R.Value > 7) r7.Write<C, M>(c += cRow, bias0, bias1, last);
        if (R.Value > 8) r8.Write<C, M>(c += cRow, bias0, bias1, last);
        if (R.Value > 9) r9.Write<C, M>(c += cRow, bias0, bias1, last);
        if (R.Value > 10) r10.Write<C, M>(c += cRow, bias0, bias1, last);
        if (R.Value > 11) r11.Write<C, M>(c + cRow, bias0, bias1, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AskForC<V, C>(float* c, nint row, int rows) where V : struct, ILanes<V> where C : struct, ITileColumns
    {
        if (!Sse.IsSupported) return;
        for (; rows > 0; rows--, c += row)
        {
            Sse.Prefetch0(c);
            if (C.Vectors > 1) Sse.Prefetch0(c + V.Count);
        }
    }
}
