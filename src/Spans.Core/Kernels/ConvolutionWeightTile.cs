using System.Diagnostics;
using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// The micro-kernel of the weight gradient: the dot products of up to six filters' output gradients with four taps' pixels, held in
/// registers over all pixels of a few samples. Lanes are pixels; they are summed once, at the end.
/// </summary>
internal static unsafe class ConvolutionWeightTile
{
    /// <summary>Taps of a tile.</summary>
    public const int Taps = 4;

    /// <summary>Filters of the tallest tile: 24 sums, six gradients and four taps would fill 34 registers, so taps are loaded as they are used.</summary>
    public static int MaxRows<V>() where V : struct, ILanes<V> => V.Registers >= 32 ? 6 : 2;

    /// <summary>Where the samples of a tile lie.</summary>
    internal struct Walk
    {
        public int Samples;
        public nint PlaneSample;
        public nint GradientSample;
        public int Height;
        public int Width;
        public nint PlaneRow;
        public nint GradientFilter;
    }

    /// <summary>weights[r · weightRow + t] += Σ over pixels of gradient[r, pixel] · planes[pixel + offset of tap t], for R filters and the first taps.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Run<V, R>(float* gradient, float* planes, int* offsets, int taps, float* weights, nint weightRow, in Walk walk)
        where V : struct, ILanes<V> where R : struct, ICount
    {
        Debug.Assert(taps is > 0 and <= Taps);
        Sums<V> r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default;
        // A tile at the end takes its last tap again and drops what that gives.
        nint t0 = offsets[0], t1 = offsets[Math.Min(1, taps - 1)], t2 = offsets[Math.Min(2, taps - 1)], t3 = offsets[taps - 1];
        nint row = walk.GradientFilter, row2 = 2 * row, row3 = 3 * row;
        for (var sample = 0; sample < walk.Samples; sample++)
        {
            float* x = planes + sample * walk.PlaneSample, dy = gradient + sample * walk.GradientSample;
            for (var y = 0; y < walk.Height; y++, x += walk.PlaneRow)
            {
                var left = walk.Width;
                var p = x;
                for (; left >= V.Count; left -= V.Count, p += V.Count, dy += V.Count)
                {
                    V x0 = V.Load(p + t0), x1 = V.Load(p + t1), x2 = V.Load(p + t2), x3 = V.Load(p + t3);
                    r0.Add(V.Load(dy), x0, x1, x2, x3);
                    if (R.Value > 1) r1.Add(V.Load(dy + row), x0, x1, x2, x3);
                    if (R.Value > 2) r2.Add(V.Load(dy + row2), x0, x1, x2, x3);
                    if (R.Value > 3) r3.Add(V.Load(dy + row3), x0, x1, x2, x3);
                    if (R.Value > 4) r4.Add(V.Load(dy + 2 * row2), x0, x1, x2, x3);
                    if (R.Value > 5) r5.Add(V.Load(dy + row2 + row3), x0, x1, x2, x3);
                }
                if (left == 0) continue;
                // Gradients behind the end are zero, so it does not matter which pixels meet them.
                V e0 = V.Load(p + t0), e1 = V.Load(p + t1), e2 = V.Load(p + t2), e3 = V.Load(p + t3);
                r0.Add(V.LoadPartial(dy, left), e0, e1, e2, e3);
                if (R.Value > 1) r1.Add(V.LoadPartial(dy + row, left), e0, e1, e2, e3);
                if (R.Value > 2) r2.Add(V.LoadPartial(dy + row2, left), e0, e1, e2, e3);
                if (R.Value > 3) r3.Add(V.LoadPartial(dy + row3, left), e0, e1, e2, e3);
                if (R.Value > 4) r4.Add(V.LoadPartial(dy + 2 * row2, left), e0, e1, e2, e3);
                if (R.Value > 5) r5.Add(V.LoadPartial(dy + row2 + row3, left), e0, e1, e2, e3);
                dy += left;
            }
        }
        r0.Write(weights, taps);
        if (R.Value > 1) r1.Write(weights += weightRow, taps);
        if (R.Value > 2) r2.Write(weights += weightRow, taps);
        if (R.Value > 3) r3.Write(weights += weightRow, taps);
        if (R.Value > 4) r4.Write(weights += weightRow, taps);
        if (R.Value > 5) r5.Write(weights + weightRow, taps);
    }

    /// <summary>One filter's sums with four taps.</summary>
    private struct Sums<V> where V : struct, ILanes<V>
    {
        private V _a;
        private V _b;
        private V _c;
        private V _d;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(V gradient, V x0, V x1, V x2, V x3)
        {
            _a = V.MultiplyAdd(gradient, x0, _a);
            _b = V.MultiplyAdd(gradient, x1, _b);
            _c = V.MultiplyAdd(gradient, x2, _c);
            _d = V.MultiplyAdd(gradient, x3, _d);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Write(float* weights, int taps)
        {
            weights[0] += V.Sum(_a);
            if (taps > 1) weights[1] += V.Sum(_b);
            if (taps > 2) weights[2] += V.Sum(_c);
            if (taps > 3) weights[3] += V.Sum(_d);
        }
    }
}
