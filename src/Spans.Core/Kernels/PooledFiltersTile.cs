using System.Diagnostics;
using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// The micro-kernel of <see cref="PooledConvolution"/> with lanes on filters: two rows by up to twelve columns of pixels, each
/// broadcast from the planes, so that one register of weights serves 24 sums.
/// </summary>
internal static unsafe class PooledFiltersTile
{
    /// <summary>Pooled pixels of the largest tile at any width.</summary>
    public const int MostPixels = 6;

    /// <summary>Pooled pixels of the largest tile: four sums each.</summary>
    public static int MaxPixels<V>() where V : struct, ILanes<V> => V.Registers >= 32 ? MostPixels : 3;

    /// <summary>
    /// output[pixel, filters] = what its window of bias + Σ weights[tap, filters] · planes gives, for R pooled pixels.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Run<V, R, TPooling>(
        float* weights, nint weightRow, int* offsets, int taps, float* planes, nint planeRow, float* bias, float* output,
        TPooling pooling)
        where V : struct, ILanes<V> where R : struct, ICount where TPooling : struct, IPooling
    {
        Debug.Assert(R.Value <= MostPixels);
        PooledSums<V> r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default;
        for (var end = offsets + taps; offsets < end; offsets++)
        {
            float* top = planes + *offsets, bottom = top + planeRow;
            var w = V.Load(weights);
            r0.Add(top, bottom, w);
            if (R.Value > 1) r1.Add(top + 2, bottom + 2, w);
            if (R.Value > 2) r2.Add(top + 4, bottom + 4, w);
            if (R.Value > 3) r3.Add(top + 6, bottom + 6, w);
            if (R.Value > 4) r4.Add(top + 8, bottom + 8, w);
            if (R.Value > 5) r5.Add(top + 10, bottom + 10, w);
            weights += weightRow;
        }
        var b = V.Load(bias);
        r0.Pool(b, pooling).Store(output);
        if (R.Value > 1) r1.Pool(b, pooling).Store(output + V.Count);
        if (R.Value > 2) r2.Pool(b, pooling).Store(output + 2 * V.Count);
        if (R.Value > 3) r3.Pool(b, pooling).Store(output + 3 * V.Count);
        if (R.Value > 4) r4.Pool(b, pooling).Store(output + 4 * V.Count);
        if (R.Value > 5) r5.Pool(b, pooling).Store(output + 5 * V.Count);
    }
}
