using System.Runtime.CompilerServices;
using Spans.Lanes;
using Spans.Threading;

namespace Spans.Kernels;

/// <summary>
/// The rectifier with a learned slope: y = x where x &gt; 0, else slope · x (He et al. 2015). Outputs are split between threads,
/// never sums, so results are bit-identical for every number of them. Nothing is allocated.
/// </summary>
public static unsafe class ChannelRectify
{
    /// <summary>Floats of scratch for a batch.</summary>
    public static (int PerRow, int Fixed) ScratchLength(int channels) =>
        (1 + 2 + ChannelSums.WorkArrays, (3 + ChannelSums.WorkArrays) * ChannelShape.StrideOf(channels));

    /// <summary>y = x where x &gt; 0, else slope · x.</summary>
    /// <param name="x">[batch, channels, inner].</param>
    /// <param name="slope">[channels], or [1] for all.</param>
    /// <param name="y">As <paramref name="x"/>; may be it.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> floats.</param>
    /// <param name="batch">Rows.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="inner">Values of a channel in a row.</param>
    /// <param name="team">Shares the work where that pays.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, or y overlaps x without being x.</exception>
    public static void Forward(
        ReadOnlySpan<float> x, ReadOnlySpan<float> slope, Span<float> y, Span<float> scratch, int batch, int channels, int inner,
        Team team)
    {
        Check(x, slope, scratch, batch, channels, inner, team);
        Throw.IfNotLength(y.Length, x.Length);
        Throw.IfPartialOverlap(x, y, nameof(y));
        Throw.IfOverlapsAny(y, nameof(y), slope, scratch);
        Throw.IfOverlapsAny(scratch, nameof(scratch), x, slope);
        var shape = View(slope, scratch, out var slopes, batch, channels, inner);
        fixed (float* px = x, py = y, pSlopes = slopes)
            team.Run(new MapJob<Rectified>(shape, new(px, px, pSlopes), py), shape.Parts(team));
    }

    /// <summary>dx = dy where x &gt; 0, else slope · dy; the slope's gradient is Σ x dy over x ≤ 0.</summary>
    /// <param name="x">[batch, channels, inner] as given forward.</param>
    /// <param name="dy">As <paramref name="x"/>.</param>
    /// <param name="dx">As <paramref name="x"/>; may be <paramref name="dy"/>; empty where it is not needed.</param>
    /// <param name="slope">[channels], or [1] for all.</param>
    /// <param name="slopeGradient">As <paramref name="slope"/>.</param>
    /// <param name="accumulate">Whether the slope's gradient is added to what is there.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> floats.</param>
    /// <param name="batch">Rows.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="inner">Values of a channel in a row.</param>
    /// <param name="team">Shares the work where that pays.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, or dx overlaps an input without being
    /// it.</exception>
    public static void Backward(
        ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dx, ReadOnlySpan<float> slope, Span<float> slopeGradient,
        bool accumulate, Span<float> scratch, int batch, int channels, int inner, Team team)
    {
        Check(x, slope, scratch, batch, channels, inner, team);
        Throw.IfNotLength(dy.Length, x.Length);
        if (!dx.IsEmpty) Throw.IfNotLength(dx.Length, x.Length);
        Throw.IfNotLength(slopeGradient.Length, slope.Length);
        Throw.IfPartialOverlap(dy, dx, nameof(dx));
        Throw.IfPartialOverlap(x, dx, nameof(dx));
        Throw.IfOverlapsAny(dx, nameof(dx), slope, slopeGradient, scratch);
        Throw.IfOverlapsAny(slopeGradient, nameof(slopeGradient), x, dy, slope, scratch);
        Throw.IfOverlapsAny(scratch, nameof(scratch), x, dy, slope);
        var shape = View(slope, scratch, out var slopes, batch, channels, inner);
        fixed (float* px = x, pdy = dy, pdx = dx, pSlopes = slopes, pGradient = slopeGradient, pScratch = scratch)
        {
            var sums = pScratch + shape.Stride;
            var work = sums + 2 * shape.Stride;
            team.Run(new SumJob(shape, new(px, pdy), sums, work), shape.Parts(team));
            if (!dx.IsEmpty) team.Run(new MapJob<Slopes>(shape, new(px, pdy, pSlopes), pdx), shape.Parts(team));
            if (slope.Length == shape.Channels)
            {
                for (var c = 0; c < slope.Length; c++) pGradient[c] = sums[c] + (accumulate ? pGradient[c] : 0);
                return;
            }
            var total = 0.0;
            for (var row = 0; row < shape.Channels; row++) total += sums[row];
            pGradient[0] = (float)(total + (accumulate ? pGradient[0] : 0));
        }
    }

    private static void Check(
        ReadOnlySpan<float> x, ReadOnlySpan<float> slope, Span<float> scratch, int batch, int channels, int inner, Team team)
    {
        ArgumentNullException.ThrowIfNull(team);
        new ChannelShape(batch, channels, inner).Check(x.Length, nameof(x));
        if (slope.Length != 1) Throw.IfNotLength(slope.Length, channels);
        var (perRow, flat) = ScratchLength(channels);
        Throw.IfTooShort(scratch.Length, (long)perRow * batch + flat);
    }

    // One slope for all makes every row a channel of its own: a sum for each, whatever the number of threads.
    private static ChannelShape View(
        ReadOnlySpan<float> slope, Span<float> scratch, out ReadOnlySpan<float> slopes, int batch, int channels, int inner)
    {
        slopes = slope;
        if (slope.Length == channels) return new(batch, channels, inner);
        scratch[..batch].Fill(slope[0]);
        slopes = scratch[..batch];
        return new(1, batch, channels * inner);
    }

    private readonly struct MapJob<TFormula>(ChannelShape shape, ChannelOperands operands, float* y) : ITeamJob
        where TFormula : struct, IChannelFormula
    {
        public void Execute(int part, int parts)
        {
            var (start, end) = shape.Range(part, parts);
            if (Width.Wide) ChannelMap.Run<Lanes512, TFormula>(shape, operands, y, default, start, end);
            else ChannelMap.Run<VectorLanes, TFormula>(shape, operands, y, default, start, end);
        }
    }

    private readonly struct SumJob(ChannelShape shape, ChannelOperands operands, float* sums, float* work) : ITeamJob
    {
        public void Execute(int part, int parts)
        {
            var (start, end) = shape.Range(part, parts);
            if (Width.Wide)
                ChannelSums.Run<Lanes512, Leaks>(shape, operands, default, sums, sums + shape.Stride, work, start, end);
            else ChannelSums.Run<VectorLanes, Leaks>(shape, operands, default, sums, sums + shape.Stride, work, start, end);
        }
    }

    // a: the slope.
    private readonly struct Rectified : IChannelFormula
    {
        public bool ReadsInput => true;

        public bool ReadsGradient => false;

        public int Numbers => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x, V dy, V a, V b, V c, V d) where V : struct, ILanes<V> => V.Select(V.GreaterThan(x, V.Zero), x, a * x);
    }

    // a: the slope.
    private readonly struct Slopes : IChannelFormula
    {
        public bool ReadsInput => true;

        public bool ReadsGradient => true;

        public int Numbers => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x, V dy, V a, V b, V c, V d)
            where V : struct, ILanes<V> => V.Select(V.GreaterThan(x, V.Zero), dy, a * dy);
    }

    // Where x is not positive: x dy.
    private readonly struct Leaks : IChannelTerms
    {
        public bool ReadsGradient => true;

        public int Numbers => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add<V>(V x, V dy, V a, V b, V c, ref V first, ref V second) where V : struct, ILanes<V> =>
            first += V.Select(V.GreaterThan(x, V.Zero), V.Zero, x * dy);
    }
}
