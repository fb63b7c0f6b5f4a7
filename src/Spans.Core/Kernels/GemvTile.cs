using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// One row of a product: up to eight registers of columns, so that enough sums run at once to hide the latency of the
/// multiply-add; fewer columns run two or four chains, each over its own stretch of k (<see cref="Start"/>).
/// </summary>
/// <remarks>
/// An element is ((chain 0 + bias) + chain 1) + …; a product of many rows reaches the same bits by one pass per chain. Where the
/// second cache holds b, 4 KiB asked for ahead bring 784 x 128 from 2.15 to 1.86 µs (1 KiB gave nothing, 512 bytes 2.39; past
/// the second cache 1.80, but that leaves others' caches without it). 784 rows of 512 columns come from the third cache at its
/// full 118 GB/s, 13.6 µs, unless calls take turns (<see cref="CacheTurn"/>). Rows asked for 8 ahead gave 12.8 in a loop by hand
/// but 17.8 for 14.6 in this one, 24 ahead 13.7; the second half asked for past the second cache, so that the first stays in it,
/// 13.7; four streams at once 13.5.
/// </remarks>
internal static unsafe class GemvTile
{
    // 4 KiB.
    private const int Ahead = 64 * 16;

    /// <summary>The most registers of columns for <paramref name="chains"/> chains.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int MaxVectors<V>(int chains) where V : struct, ILanes<V> => V.Registers >= 32 && chains <= 2 ? 8 : 8 / chains;

    /// <summary>
    /// Where chain <paramref name="chain"/> of <paramref name="chains"/> begins: all are equally long but the first, which takes
    /// the rest.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Start(int k, int chain, int chains) => chain == 0 ? 0 : k - (chains - chain) * (k / chains);

    /// <summary>
    /// c[j] (mode M)= Σ x[p·xStep] · b[p·bRow + j] over C registers of columns; <paramref name="last"/> counts the lanes of the
    /// last.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Run<V, C, S, T, M>(float* x, nint xStep, float* b, nint bRow, float* c, float* bias, int k, int last)
        where V : struct, ILanes<V> where C : struct, ICount where S : struct, ICount where T : struct, ITail
            where M : struct, ITileMode
    {
        Debug.Assert(C.Value * S.Value <= 16 && S.Value <= 4 && last > 0 && last <= V.Count);
        GemvColumn<V> c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default, c6 = default,
            c7 = default;
        nint xChain = k / S.Value * xStep, bChain = k / S.Value * bRow;
        if (S.Value > 1)
        {
            for (var p = k % S.Value; p > 0; p--)
            {
                var t = V.Broadcast(*x);
                c0.Add<C, T>(t, b, 0, last);
                if (C.Value > 1) c1.Add<C, T>(t, b, 1, last);
                if (C.Value > 2) c2.Add<C, T>(t, b, 2, last);
                if (C.Value > 3) c3.Add<C, T>(t, b, 3, last);
                if (C.Value > 4) c4.Add<C, T>(t, b, 4, last);
                if (C.Value > 5) c5.Add<C, T>(t, b, 5, last);
                if (C.Value > 6) c6.Add<C, T>(t, b, 6, last);
                if (C.Value > 7) c7.Add<C, T>(t, b, 7, last);
                x += xStep;
                b += bRow;
            }
        }
        for (var p = k / S.Value; p > 0; p--)
        {
            var t = V.Broadcast(*x);
            c0.Add<C, T>(t, b, 0, last);
            if (C.Value > 1) c1.Add<C, T>(t, b, 1, last);
            if (C.Value > 2) c2.Add<C, T>(t, b, 2, last);
            if (C.Value > 3) c3.Add<C, T>(t, b, 3, last);
            if (C.Value > 4) c4.Add<C, T>(t, b, 4, last);
            if (C.Value > 5) c5.Add<C, T>(t, b, 5, last);
            if (C.Value > 6) c6.Add<C, T>(t, b, 6, last);
            if (C.Value > 7) c7.Add<C, T>(t, b, 7, last);
            if (M.LooksAhead) Ask<V, C>(b + Ahead);
            if (S.Value > 1)
            {
                var b1 = b + bChain;
                t = V.Broadcast(x[xChain]);
                c0.AddSecond<C, T>(t, b1, 0, last);
                if (C.Value > 1) c1.AddSecond<C, T>(t, b1, 1, last);
                if (C.Value > 2) c2.AddSecond<C, T>(t, b1, 2, last);
                if (C.Value > 3) c3.AddSecond<C, T>(t, b1, 3, last);
                if (C.Value > 4) c4.AddSecond<C, T>(t, b1, 4, last);
                if (C.Value > 5) c5.AddSecond<C, T>(t, b1, 5, last);
                if (C.Value > 6) c6.AddSecond<C, T>(t, b1, 6, last);
                if (C.Value > 7) c7.AddSecond<C, T>(t, b1, 7, last);
            }
            if (S.Value > 2)
            {
                float* b2 = b + 2 * bChain, b3 = b2 + bChain;
                t = V.Broadcast(x[2 * xChain]);
                var u = V.Broadcast(x[3 * xChain]);
                c0.AddThirdAndFourth<C, T>(t, b2, u, b3, 0, last);
                if (C.Value > 1) c1.AddThirdAndFourth<C, T>(t, b2, u, b3, 1, last);
                if (C.Value > 2) c2.AddThirdAndFourth<C, T>(t, b2, u, b3, 2, last);
                if (C.Value > 3) c3.AddThirdAndFourth<C, T>(t, b2, u, b3, 3, last);
            }
            x += xStep;
            b += bRow;
        }
        c0.Write<S, M>(c, bias, C.Value == 1 ? last : V.Count);
        if (C.Value > 1) c1.Write<S, M>(c + V.Count, bias + V.Count, C.Value == 2 ? last : V.Count);
        if (C.Value > 2) c2.Write<S, M>(c + 2 * V.Count, bias + 2 * V.Count, C.Value == 3 ? last : V.Count);
        if (C.Value > 3) c3.Write<S, M>(c + 3 * V.Count, bias + 3 * V.Count, C.Value == 4 ? last : V.Count);
        if (C.Value > 4) c4.Write<S, M>(c + 4 * V.Count, bias + 4 * V.Count, C.Value == 5 ? last : V.Count);
        if (C.Value > 5) c5.Write<S, M>(c + 5 * V.Count, bias + 5 * V.Count, C.Value == 6 ? last : V.Count);
        if (C.Value > 6) c6.Write<S, M>(c + 6 * V.Count, bias + 6 * V.Count, C.Value == 7 ? last : V.Count);
        if (C.Value > 7) c7.Write<S, M>(c + 7 * V.Count, bias + 7 * V.Count, C.Value == 8 ? last : V.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Ask<V, C>(float* b) where V : struct, ILanes<V> where C : struct, ICount
    {
        if (!Sse.IsSupported) return;
        Sse.Prefetch0(b);
        if (C.Value > 1) Sse.Prefetch0(b + V.Count);
        if (C.Value > 2) Sse.Prefetch0(b + 2 * V.Count);
        if (C.Value > 3) Sse.Prefetch0(b + 3 * V.Count);
        if (C.Value > 4) Sse.Prefetch0(b + 4 * V.Count);
        if (C.Value > 5) Sse.Prefetch0(b + 5 * V.Count);
        if (C.Value > 6) Sse.Prefetch0(b + 6 * V.Count);
        if (C.Value > 7) Sse.Prefetch0(b + 7 * V.Count);
    }
}
