using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// The micro-kernel with lanes on filters, for single samples whose rows of pixels fill registers badly: up to twelve
/// neighbouring pixels by one or two registers of filters. Sums run over taps in the same order as in
/// <see cref="ConvolutionTile"/>, so both give the same bits.
/// </summary>
internal static unsafe class FilterLanesTile
{
    /// <summary>output[pixel, filters] = bias + Σ weights[tap, filters] · planes[offset of tap + pixel], for R pixels.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Run<V, R, C, E>(
        float* weights, nint weightRow, int* offsets, int taps, float* planes, float* bias, float* output)
        where V : struct, ILanes<V> where R : struct, ICount where C : struct, ITileColumns where E : struct, IEpilogue
    {
        TileRow<V> r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default;
        TileRow<V> r6 = default, r7 = default, r8 = default, r9 = default, r10 = default, r11 = default;
        for (var end = offsets + taps; offsets < end; offsets++)
        {
            var x = planes + *offsets;
            var b0 = V.Load(weights);
            var b1 = C.Vectors > 1 ? V.Load(weights + V.Count) : b0;
            r0.Add<C>(x[0], b0, b1);
            if (R.Value > 1) r1.Add<C>(x[1], b0, b1);
            if (R.Value > 2) r2.Add<C>(x[2], b0, b1);
            if (R.Value > 3) r3.Add<C>(x[3], b0, b1);
            if (R.Value > 4) r4.Add<C>(x[4], b0, b1);
            if (R.Value > 5) r5.Add<C>(x[5], b0, b1);
            if (R.Value > 6) r6.Add<C>(x[6], b0, b1);
            if (R.Value > 7) r7.Add<C>(x[7], b0, b1);
            if (R.Value > 8) r8.Add<C>(x[8], b0, b1);
            if (R.Value > 9) r9.Add<C>(x[9], b0, b1);
            if (R.Value > 10) r10.Add<C>(x[10], b0, b1);
            if (R.Value > 11) r11.Add<C>(x[11], b0, b1);
            weights += weightRow;
        }
        V bias0 = V.Load(bias), bias1 = C.Vectors > 1 ? V.Load(bias + V.Count) : bias0;
        var row = C.Vectors * V.Count;
        Write<V, C, E>(r0, output, bias0, bias1);
        if (R.Value > 1) Write<V, C, E>(r1, output += row, bias0, bias1);
        if (R.Value > 2) Write<V, C, E>(r2, output += row, bias0, bias1);
        if (R.Value > 3) Write<V, C, E>(r3, output += row, bias0, bias1);
        if (R.Value > 4) Write<V, C, E>(r4, output += row, bias0, bias1);
        if (R.Value > 5) Write<V, C, E>(r5, output += row, bias0, bias1);
        if (R.Value > 6) Write<V, C, E>(r6, output += row, bias0, bias1);
        if (R.Value > 7) Write<V, C, E>(r7, output += row, bias0, bias1);
        if (R.Value > 8) Write<V, C, E>(r8, output += row, bias0, bias1);
        if (R.Value > 9) Write<V, C, E>(r9, output += row, bias0, bias1);
        if (R.Value > 10) Write<V, C, E>(r10, output += row, bias0, bias1);
        if (R.Value > 11) Write<V, C, E>(r11, output + row, bias0, bias1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<V, C, E>(TileRow<V> row, float* output, V bias0, V bias1)
        where V : struct, ILanes<V> where C : struct, ITileColumns where E : struct, IEpilogue
    {
        Rectified<V, E>(row.First + bias0).Store(output);
        if (C.Vectors > 1) Rectified<V, E>(row.Second + bias1).Store(output + V.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Rectified<V, E>(V x) where V : struct, ILanes<V>
        where E : struct, IEpilogue => E.Rectifies ? V.MaxNative(V.Zero, x) : x;
}
