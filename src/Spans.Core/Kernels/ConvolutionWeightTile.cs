using System.Diagnostics;
using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// The micro-kernel of the weight gradient: the dot products of up to four filters' output gradients with six taps' pixels, held
/// in registers over all pixels of a few samples. Lanes are pixels; they are summed once, at the end.
/// </summary>
internal static unsafe class ConvolutionWeightTile
{
    /// <summary>Taps of a tile.</summary>
    public const int Taps = 6;

    /// <summary>
    /// Filters of the tallest tile: 24 sums, six taps and a gradient fill 31 registers. Six filters by four taps took a fifth
    /// longer, since gradients come from the second cache and taps from the first.
    /// </summary>
    public static int MaxRows<V>() where V : struct, ILanes<V> => V.Registers >= 32 ? 4 : 1;

    /// <summary>
    /// Filters of a tile where <paramref name="left"/> are left: even blocks, six filters are 3 + 3 and not 4 + 2.
    /// </summary>
    public static int RowsOf<V>(int left) where V : struct, ILanes<V>
    {
        var blocks = (left + MaxRows<V>() - 1) / MaxRows<V>();
        return (left + blocks - 1) / blocks;
    }

    /// <summary>Runs <paramref name="rows"/> filters over all taps, in even blocks.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void RunFilters<V, W>(
        int rows, float* gradient, float* planes, int* offsets, int taps, float* weights, in Walk walk)
        where V : struct, ILanes<V> where W : struct, IWeightSums
    {
        switch (rows)
        {
            case 1: RunTaps<V, Count1, W>(gradient, planes, offsets, taps, weights, walk); break;
            case 2: RunTaps<V, Count2, W>(gradient, planes, offsets, taps, weights, walk); break;
            case 3: RunTaps<V, Count3, W>(gradient, planes, offsets, taps, weights, walk); break;
            default: RunTaps<V, Count4, W>(gradient, planes, offsets, taps, weights, walk); break;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void RunTaps<V, R, W>(float* gradient, float* planes, int* offsets, int taps, float* weights, in Walk walk)
        where V : struct, ILanes<V> where R : struct, ICount where W : struct, IWeightSums
    {
        var blocks = (taps + Taps - 1) / Taps;
        for (var left = taps; left > 0; blocks--)
        {
            var width = (left + blocks - 1) / blocks;
            switch (width)
            {
                case 1: Run<V, R, Count1, W>(gradient, planes, offsets, weights, taps, walk); break;
                case 2: Run<V, R, Count2, W>(gradient, planes, offsets, weights, taps, walk); break;
                case 3: Run<V, R, Count3, W>(gradient, planes, offsets, weights, taps, walk); break;
                case 4: Run<V, R, Count4, W>(gradient, planes, offsets, weights, taps, walk); break;
                case 5: Run<V, R, Count5, W>(gradient, planes, offsets, weights, taps, walk); break;
                default: Run<V, R, Count6, W>(gradient, planes, offsets, weights, taps, walk); break;
            }
            left -= width;
            offsets += width;
            weights += width * W.Width<V>();
        }
    }

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

    /// <summary>
    /// The sum for filter r and tap t, Σ over pixels of gradient[r, pixel] · planes[pixel + offset of tap t], given to W at r ·
    /// weightRow + t, for R filters and T taps.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Run<V, R, T, W>(float* gradient, float* planes, int* offsets, float* weights, nint weightRow, in Walk walk)
        where V : struct, ILanes<V> where R : struct, ICount where T : struct, ICount where W : struct, IWeightSums
    {
        Debug.Assert(T.Value <= Taps);
        Sums<V, T> r0 = default, r1 = default, r2 = default, r3 = default;
        nint t0 = offsets[0], t1 = T.Value > 1 ? offsets[1] : 0, t2 = T.Value > 2 ? offsets[2] : 0;
        nint t3 = T.Value > 3 ? offsets[3] : 0, t4 = T.Value > 4 ? offsets[4] : 0, t5 = T.Value > 5 ? offsets[5] : 0;
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
                    V x0 = V.Load(p + t0), x1 = T.Value > 1 ? V.Load(p + t1) : V.Zero, x2 = T.Value > 2 ? V.Load(p + t2) : V.Zero;
                    V x3 = T.Value > 3 ? V.Load(p + t3) : V.Zero, x4 = T.Value > 4 ? V.Load(p + t4) : V.Zero, x5 = T.Value > 5
                        ? V.Load(p + t5) : V.Zero;
                    r0.Add(V.Load(dy), x0, x1, x2, x3, x4, x5);
                    if (R.Value > 1) r1.Add(V.Load(dy + row), x0, x1, x2, x3, x4, x5);
                    if (R.Value > 2) r2.Add(V.Load(dy + row2), x0, x1, x2, x3, x4, x5);
                    if (R.Value > 3) r3.Add(V.Load(dy + row3), x0, x1, x2, x3, x4, x5);
                }
                if (left == 0) continue;
                // Gradients behind the end are zero, so it does not matter which pixels meet them.
                V e0 = V.Load(p + t0), e1 = T.Value > 1 ? V.Load(p + t1) : V.Zero, e2 = T.Value > 2 ? V.Load(p + t2) : V.Zero;
                V e3 = T.Value > 3 ? V.Load(p + t3) : V.Zero, e4 = T.Value > 4 ? V.Load(p + t4) : V.Zero, e5 = T.Value > 5
                    ? V.Load(p + t5) : V.Zero;
                r0.Add(V.LoadPartial(dy, left), e0, e1, e2, e3, e4, e5);
                if (R.Value > 1) r1.Add(V.LoadPartial(dy + row, left), e0, e1, e2, e3, e4, e5);
                if (R.Value > 2) r2.Add(V.LoadPartial(dy + row2, left), e0, e1, e2, e3, e4, e5);
                if (R.Value > 3) r3.Add(V.LoadPartial(dy + row3, left), e0, e1, e2, e3, e4, e5);
                dy += left;
            }
        }
        r0.Write<W>(weights);
        if (R.Value > 1) r1.Write<W>(weights += weightRow * W.Width<V>());
        if (R.Value > 2) r2.Write<W>(weights += weightRow * W.Width<V>());
        if (R.Value > 3) r3.Write<W>(weights + weightRow * W.Width<V>());
    }

    /// <summary>One filter's sums with T taps.</summary>
    private struct Sums<V, T> where V : struct, ILanes<V> where T : struct, ICount
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
            if (T.Value > 1) _b = V.MultiplyAdd(gradient, x1, _b);
            if (T.Value > 2) _c = V.MultiplyAdd(gradient, x2, _c);
            if (T.Value > 3) _d = V.MultiplyAdd(gradient, x3, _d);
            if (T.Value > 4) _e = V.MultiplyAdd(gradient, x4, _e);
            if (T.Value > 5) _f = V.MultiplyAdd(gradient, x5, _f);
        }

        // One by one: folding six registers into one by interleaving took a tenth longer.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Write<W>(float* weights) where W : struct, IWeightSums
        {
            W.Write(_a, weights);
            if (T.Value > 1) W.Write(_b, weights + W.Width<V>());
            if (T.Value > 2) W.Write(_c, weights + 2 * W.Width<V>());
            if (T.Value > 3) W.Write(_d, weights + 3 * W.Width<V>());
            if (T.Value > 4) W.Write(_e, weights + 4 * W.Width<V>());
            if (T.Value > 5) W.Write(_f, weights + 5 * W.Width<V>());
        }
    }
}

/// <summary>What becomes of a register of sums for one weight.</summary>
internal unsafe interface IWeightSums
{
    /// <summary>Floats kept for each weight.</summary>
    static abstract int Width<V>() where V : struct, ILanes<V>;

    static abstract void Write<V>(V sum, float* weight) where V : struct, ILanes<V>;
}

/// <summary>The lanes are added up and added to the weight.</summary>
internal readonly unsafe struct FoldedSums : IWeightSums
{
    public static int Width<V>() where V : struct, ILanes<V> => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<V>(V sum, float* weight) where V : struct, ILanes<V> => *weight += V.Sum(sum);
}

/// <summary>Each lane is added to its own sum.</summary>
internal readonly unsafe struct LaneSums : IWeightSums
{
    public static int Width<V>() where V : struct, ILanes<V> => V.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<V>(V sum, float* weight) where V : struct, ILanes<V> => (V.Load(weight) + sum).Store(weight);
}

/// <summary>Each lane is kept.</summary>
internal readonly unsafe struct NewLaneSums : IWeightSums
{
    public static int Width<V>() where V : struct, ILanes<V> => V.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<V>(V sum, float* weight) where V : struct, ILanes<V> => sum.Store(weight);
}
