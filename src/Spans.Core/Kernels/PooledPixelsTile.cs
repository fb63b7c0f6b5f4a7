using System.Diagnostics;
using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// The micro-kernel of <see cref="PooledConvolution"/> with lanes on pooled pixels: a register of windows of up to six filters.
/// Even and odd columns lie apart in the planes, so a tap is four loads; a weight serves all four pixels of a window.
/// </summary>
internal static unsafe class PooledPixelsTile
{
    /// <summary>Filters of the largest tile: 24 sums, four registers of pixels and a weight.</summary>
    public static int MaxFilters<V>() where V : struct, ILanes<V> => V.Registers >= 32 ? 6 : 2;

    /// <summary>
    /// output[r, first lanes] = what each window of bias[r] + Σ weights[tap, r] · planes gives, for R filters.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Run<V, R, TPooling>(
        float* weights, nint weightRow, int* offsets, int taps, float* planes, nint planeRow, float* bias, float* output,
        nint outputRow, int lanes,
        TPooling pooling)
        where V : struct, ILanes<V> where R : struct, ICount where TPooling : struct, IPooling
    {
        Debug.Assert(lanes > 0 && lanes <= V.Count && R.Value <= 6);
        PooledSums<V> r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default;
        for (var end = offsets + 2 * taps; offsets < end; offsets += 2)
        {
            float* left = planes + offsets[0], right = planes + offsets[1];
            V a = V.Load(left), b = V.Load(right), c = V.Load(left + planeRow), d = V.Load(right + planeRow);
            r0.Add(weights[0], a, b, c, d);
            if (R.Value > 1) r1.Add(weights[1], a, b, c, d);
            if (R.Value > 2) r2.Add(weights[2], a, b, c, d);
            if (R.Value > 3) r3.Add(weights[3], a, b, c, d);
            if (R.Value > 4) r4.Add(weights[4], a, b, c, d);
            if (R.Value > 5) r5.Add(weights[5], a, b, c, d);
            weights += weightRow;
        }
        Write(r0.Pool(V.Broadcast(bias[0]), pooling), output, lanes);
        if (R.Value > 1) Write(r1.Pool(V.Broadcast(bias[1]), pooling), output += outputRow, lanes);
        if (R.Value > 2) Write(r2.Pool(V.Broadcast(bias[2]), pooling), output += outputRow, lanes);
        if (R.Value > 3) Write(r3.Pool(V.Broadcast(bias[3]), pooling), output += outputRow, lanes);
        if (R.Value > 4) Write(r4.Pool(V.Broadcast(bias[4]), pooling), output += outputRow, lanes);
        if (R.Value > 5) Write(r5.Pool(V.Broadcast(bias[5]), pooling), output + outputRow, lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<V>(V pooled, float* output, int lanes) where V : struct, ILanes<V>
    {
        if (lanes == V.Count) pooled.Store(output);
        else pooled.StorePartial(output, lanes);
    }
}
