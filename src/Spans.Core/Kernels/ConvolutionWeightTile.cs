using System.Diagnostics;
using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// The micro-kernel of the weight gradient: the dot products of up to four filters' output gradients with six taps' pixels, held in
/// registers over all pixels of a few samples. Lanes are pixels; they are summed once, at the end.
/// </summary>
internal static unsafe class ConvolutionWeightTile
{
    /// <summary>Taps of a tile.</summary>
    public const int Taps = 6;

    /// <summary>
    /// Filters of the tallest tile: 24 sums, six taps and a gradient fill 31 registers. Six filters by four taps took a fifth longer, since
    /// gradients come from the second cache and taps from the first.
    /// </summary>
    public static int MaxRows<V>() where V : struct, ILanes<V> => V.Registers >= 32 ? 4 : 1;

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
        Sums<V> r0 = default, r1 = default, r2 = default, r3 = default;
        // A tile at the end takes its last tap again and drops what that gives.
        var end = taps - 1;
        nint t0 = offsets[0], t1 = offsets[Math.Min(1, end)], t2 = offsets[Math.Min(2, end)];
        nint t3 = offsets[Math.Min(3, end)], t4 = offsets[Math.Min(4, end)], t5 = offsets[end];
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
                    V x0 = V.Load(p + t0), x1 = V.Load(p + t1), x2 = V.Load(p + t2), x3 = V.Load(p + t3), x4 = V.Load(p + t4), x5 = V.Load(p + t5);
                    r0.Add(V.Load(dy), x0, x1, x2, x3, x4, x5);
                    if (R.Value > 1) r1.Add(V.Load(dy + row), x0, x1, x2, x3, x4, x5);
                    if (R.Value > 2) r2.Add(V.Load(dy + row2), x0, x1, x2, x3, x4, x5);
                    if (R.Value > 3) r3.Add(V.Load(dy + row3), x0, x1, x2, x3, x4, x5);
                }
                if (left == 0) continue;
                // Gradients behind the end are zero, so it does not matter which pixels meet them.
                V e0 = V.Load(p + t0), e1 = V.Load(p + t1), e2 = V.Load(p + t2), e3 = V.Load(p + t3), e4 = V.Load(p + t4), e5 = V.Load(p + t5);
                r0.Add(V.LoadPartial(dy, left), e0, e1, e2, e3, e4, e5);
                if (R.Value > 1) r1.Add(V.LoadPartial(dy + row, left), e0, e1, e2, e3, e4, e5);
                if (R.Value > 2) r2.Add(V.LoadPartial(dy + row2, left), e0, e1, e2, e3, e4, e5);
                if (R.Value > 3) r3.Add(V.LoadPartial(dy + row3, left), e0, e1, e2, e3, e4, e5);
                dy += left;
            }
        }
        r0.Write(weights, taps);
        if (R.Value > 1) r1.Write(weights += weightRow, taps);
        if (R.Value > 2) r2.Write(weights += weightRow, taps);
        if (R.Value > 3) r3.Write(weights + weightRow, taps);
    }

    /// <summary>One filter's sums with six taps.</summary>
    private struct Sums<V> where V : struct, ILanes<V>
    {
        private V _a;
        private V _b;
        private V _c;
        private V _d;
        private V _e;
        private V _f;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(V gradient, V x0, V x1, V x2, V x3, V x4, V x5)
        {
            _a = V.MultiplyAdd(gradient, x0, _a);
            _b = V.MultiplyAdd(gradient, x1, _b);
            _c = V.MultiplyAdd(gradient, x2, _c);
            _d = V.MultiplyAdd(gradient, x3, _d);
            _e = V.MultiplyAdd(gradient, x4, _e);
            _f = V.MultiplyAdd(gradient, x5, _f);
        }

        // Summed one by one: folding six registers into one by interleaving took a tenth longer.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Write(float* weights, int taps)
        {
            weights[0] += V.Sum(_a);
            if (taps > 1) weights[1] += V.Sum(_b);
            if (taps > 2) weights[2] += V.Sum(_c);
            if (taps > 3) weights[3] += V.Sum(_d);
            if (taps > 4) weights[4] += V.Sum(_e);
            if (taps > 5) weights[5] += V.Sum(_f);
        }
    }
}
