using System.Diagnostics;
using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// The micro-kernel of forward convolution and of its input gradient: up to twelve filters by two registers of pixels, held in
/// registers over all taps. Lanes are pixels, so few filters fill them as well as many; a tap's pixels lie at its offset in the
/// padded planes.
/// </summary>
internal static unsafe class ConvolutionTile
{
    /// <summary>Two registers of pixels, each a run within one output row.</summary>
    /// <param name="First">The first register's floats in the planes and in the output.</param>
    /// <param name="Second">The second's.</param>
    internal readonly record struct Pixels(PixelRun First, PixelRun Second);

    /// <summary>One register of pixels.</summary>
    /// <param name="Plane">Offset in the planes.</param>
    /// <param name="Output">Offset in the output.</param>
    /// <param name="Count">Pixels, up to the lanes of a register; 0 for none.</param>
    internal readonly record struct PixelRun(int Plane, int Output, int Count);

    /// <summary>Output[r, pixels] = bias[r] + Σ weights[r, tap] · planes[offset of tap + pixels], for R rows.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Run<V, R, E>(
        float* weights, int* offsets, int taps, float* planes, float* output, nint outputRow, float* bias, in Pixels pixels)
        where V : struct, ILanes<V> where R : struct, ICount where E : struct, IEpilogue
    {
        Debug.Assert(pixels.First.Count > 0 && pixels.First.Count <= V.Count && pixels.Second.Count <= V.Count);
        TileRow<V> r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default;
        TileRow<V> r6 = default, r7 = default, r8 = default, r9 = default, r10 = default, r11 = default;
        nint row = taps, row2 = 2 * row, row3 = 3 * row;
        float* w0 = weights, w4 = weights + 4 * row, w8 = weights + 8 * row;
        float* x0 = planes + pixels.First.Plane, x1 = planes + pixels.Second.Plane;
        for (var end = offsets + taps; offsets < end; offsets++)
        {
            nint offset = *offsets;
            var b0 = V.Load(x0 + offset);
            var b1 = V.Load(x1 + offset);
            r0.Add<TwoVectors>(w0[0], b0, b1);
            if (R.Value > 1) r1.Add<TwoVectors>(w0[row], b0, b1);
            if (R.Value > 2) r2.Add<TwoVectors>(w0[row2], b0, b1);
            if (R.Value > 3) r3.Add<TwoVectors>(w0[row3], b0, b1);
            if (R.Value > 4) r4.Add<TwoVectors>(w4[0], b0, b1);
            if (R.Value > 5) r5.Add<TwoVectors>(w4[row], b0, b1);
            if (R.Value > 6) r6.Add<TwoVectors>(w4[row2], b0, b1);
            if (R.Value > 7) r7.Add<TwoVectors>(w4[row3], b0, b1);
            if (R.Value > 8) r8.Add<TwoVectors>(w8[0], b0, b1);
            if (R.Value > 9) r9.Add<TwoVectors>(w8[row], b0, b1);
            if (R.Value > 10) r10.Add<TwoVectors>(w8[row2], b0, b1);
            if (R.Value > 11) r11.Add<TwoVectors>(w8[row3], b0, b1);
            w0++;
            if (R.Value > 4) w4++;
            if (R.Value > 8) w8++;
        }
        Write<V, E>(r0, output, bias, 0, pixels);
        if (R.Value > 1) Write<V, E>(r1, output += outputRow, bias, 1, pixels);
        if (R.Value > 2) Write<V, E>(r2, output += outputRow, bias, 2, pixels);
        if (R.Value > 3) Write<V, E>(r3, output += outputRow, bias, 3, pixels);
        if (R.Value > 4) Write<V, E>(r4, output += outputRow, bias, 4, pixels);
        if (R.Value > 5) Write<V, E>(r5, output += outputRow, bias, 5, pixels);
        if (R.Value > 6) Write<V, E>(r6, output += outputRow, bias, 6, pixels);
        if (R.Value > 7) Write<V, E>(r7, output += outputRow, bias, 7, pixels);
        if (R.Value > 8) Write<V, E>(r8, output += outputRow, bias, 8, pixels);
        if (R.Value > 9) Write<V, E>(r9, output += outputRow, bias, 9, pixels);
        if (R.Value > 10) Write<V, E>(r10, output += outputRow, bias, 10, pixels);
        if (R.Value > 11) Write<V, E>(r11, output + outputRow, bias, 11, pixels);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<V, E>(TileRow<V> row, float* output, float* bias, int index, in Pixels pixels)
        where V : struct, ILanes<V> where E : struct, IEpilogue
    {
        var b = bias == null ? V.Zero : V.Broadcast(bias[index]);
        Write<V, E>(row.First + b, output + pixels.First.Output, pixels.First.Count);
        if (pixels.Second.Count > 0) Write<V, E>(row.Second + b, output + pixels.Second.Output, pixels.Second.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<V, E>(V sums, float* output, int count) where V : struct, ILanes<V> where E : struct, IEpilogue
    {
        if (E.Rectifies) sums = V.MaxNative(V.Zero, sums);
        if (count == V.Count) sums.Store(output);
        else sums.StorePartial(output, count);
    }
}
