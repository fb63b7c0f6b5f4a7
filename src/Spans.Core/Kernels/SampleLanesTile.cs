using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// The micro-kernel with lanes on samples: up to twelve filters by two pixels, held in registers over all taps. Sums run over
/// channels, rows and columns as in <see cref="ConvolutionTile"/>, so both give the same bits.
/// </summary>
internal static unsafe class SampleLanesTile
{
    /// <summary>The taps of a tile and where they lie.</summary>
    internal struct Walk
    {
        public int Channels;
        public int Rows;
        public int Columns;
        public nint PlaneChannel;
        public nint PlaneRow;
        public nint PlaneColumn;
        public nint WeightChannel;
        public nint WeightRow;

        /// <summary>Floats from the first pixel's taps to the second's.</summary>
        public nint Second;
    }

    /// <summary>
    /// output[r, 0 and 1] = bias[r] + Σ weights[tap, r] · plane[tap], for R filters; output rows are <paramref name="outputRow"/>
    /// floats apart.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Run<V, R, E>(float* weights, float* plane, in Walk walk, float* bias, float* output, nint outputRow)
        where V : struct, ILanes<V> where R : struct, ICount where E : struct, IEpilogue
    {
        TileRow<V> r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default;
        TileRow<V> r6 = default, r7 = default, r8 = default, r9 = default, r10 = default, r11 = default;
        nint second = walk.Second, step = walk.PlaneColumn;
        for (var channel = walk.Channels; channel > 0; channel--)
        {
            float* rowWeights = weights, rowPlane = plane;
            for (var row = walk.Rows; row > 0; row--)
            {
                float* w = rowWeights, x = rowPlane;
                for (var column = walk.Columns; column > 0; column--)
                {
                    V b0 = V.Load(x), b1 = V.Load(x + second);
                    r0.Add<TwoVectors>(w[0], b0, b1);
                    if (R.Value > 1) r1.Add<TwoVectors>(w[1], b0, b1);
                    if (R.Value > 2) r2.Add<TwoVectors>(w[2], b0, b1);
                    if (R.Value > 3) r3.Add<TwoVectors>(w[3], b0, b1);
                    if (R.Value > 4) r4.Add<TwoVectors>(w[4], b0, b1);
                    if (R.Value > 5) r5.Add<TwoVectors>(w[5], b0, b1);
                    if (R.Value > 6) r6.Add<TwoVectors>(w[6], b0, b1);
                    if (R.Value > 7) r7.Add<TwoVectors>(w[7], b0, b1);
                    if (R.Value > 8) r8.Add<TwoVectors>(w[8], b0, b1);
                    if (R.Value > 9) r9.Add<TwoVectors>(w[9], b0, b1);
                    if (R.Value > 10) r10.Add<TwoVectors>(w[10], b0, b1);
                    if (R.Value > 11) r11.Add<TwoVectors>(w[11], b0, b1);
                    x += step;
                    w += R.Value;
                }
                rowWeights += walk.WeightRow;
                rowPlane += walk.PlaneRow;
            }
            weights += walk.WeightChannel;
            plane += walk.PlaneChannel;
        }
        Write<V, E>(r0, output, bias, 0);
        if (R.Value > 1) Write<V, E>(r1, output += outputRow, bias, 1);
        if (R.Value > 2) Write<V, E>(r2, output += outputRow, bias, 2);
        if (R.Value > 3) Write<V, E>(r3, output += outputRow, bias, 3);
        if (R.Value > 4) Write<V, E>(r4, output += outputRow, bias, 4);
        if (R.Value > 5) Write<V, E>(r5, output += outputRow, bias, 5);
        if (R.Value > 6) Write<V, E>(r6, output += outputRow, bias, 6);
        if (R.Value > 7) Write<V, E>(r7, output += outputRow, bias, 7);
        if (R.Value > 8) Write<V, E>(r8, output += outputRow, bias, 8);
        if (R.Value > 9) Write<V, E>(r9, output += outputRow, bias, 9);
        if (R.Value > 10) Write<V, E>(r10, output += outputRow, bias, 10);
        if (R.Value > 11) Write<V, E>(r11, output + outputRow, bias, 11);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<V, E>(TileRow<V> row, float* output, float* bias, int index) where V : struct, ILanes<V>
        where E : struct, IEpilogue
    {
        var b = bias == null ? V.Zero : V.Broadcast(bias[index]);
        V first = row.First + b, second = row.Second + b;
        (E.Rectifies ? V.MaxNative(V.Zero, first) : first).Store(output);
        (E.Rectifies ? V.MaxNative(V.Zero, second) : second).Store(output + V.Count);
    }
}
