using System.Runtime.CompilerServices;
using Spans.Lanes;
using Spans.Threading;

namespace Spans.Kernels;

public static unsafe partial class Reduce
{
    // Rows whose sum may be taken plainly; the sums of blocks are added with their rounding errors kept.
    private const int RowBlock = 64;

    // Boundaries between parts: a multiple of every panel's width, so that a column is summed alike for any number of parts.
    private const int ColumnGranularity = 64;

    /// <summary>
    /// sums[j] = Σᵢ x[i, j], or sums[j] += Σᵢ x[i, j]. The order of a column's sum depends on the number of rows alone.
    /// </summary>
    /// <param name="x">[rows, columns].</param>
    /// <param name="sums">[columns]. Must not overlap <paramref name="x"/>.</param>
    /// <param name="rows">Zero or more.</param>
    /// <param name="columns">Zero or more.</param>
    /// <param name="accumulate">Whether the sums are added to what is there.</param>
    /// <param name="team">Shares the columns where that pays.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, or sums overlaps x.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ColumnSums(ReadOnlySpan<float> x, Span<float> sums, int rows, int columns, bool accumulate, Team team)
    {
        ArgumentNullException.ThrowIfNull(team);
        Throw.IfNegative(rows);
        Throw.IfNegative(columns);
        Throw.IfNotLength(x.Length, (long)rows * columns);
        Throw.IfNotLength(sums.Length, columns);
        Throw.IfOverlap(x, sums, nameof(sums));
        var parts = Math.Clamp(x.Length / WorthwhilePart, 1, Math.Min(team.Members, columns / ColumnGranularity + 1));
        fixed (float* px = x, pSums = sums) team.Run(new ColumnJob(px, pSums, rows, columns, accumulate), parts);
    }

    private readonly struct ColumnJob(float* x, float* sums, int rows, int columns, bool accumulate) : ITeamJob
    {
        public void Execute(int part, int parts)
        {
            var (start, end) = Stripe.Of(columns, part, parts, ColumnGranularity);
            if (Width.Wide) Columns<Lanes512>(start, end);
            else Columns<VectorLanes>(start, end);
        }

        private void Columns<V>(int start, int end) where V : struct, ILanes<V>
        {
            var j = start;
            for (; j <= end - 4 * V.Count; j += 4 * V.Count) FourVectors<V>(x + j, sums + j, rows, columns, accumulate);
            for (; j < end; j += V.Count) PartOfVector<V>(x + j, sums + j, rows, columns, Math.Min(V.Count, end - j), accumulate);
        }
    }

    // Even and odd rows apart, here as in PartOfVector: with four columns of registers that hides the latency of the additions.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void FourVectors<V>(float* x, float* sums, int rows, nint stride, bool accumulate) where V : struct, ILanes<V>
    {
        CompensatedSum<V> s0 = default, s1 = default, s2 = default, s3 = default;
        while (rows > 0)
        {
            V a0 = V.Zero, a1 = V.Zero, a2 = V.Zero, a3 = V.Zero, b0 = V.Zero, b1 = V.Zero, b2 = V.Zero, b3 = V.Zero;
            var block = Math.Min(rows, RowBlock);
            for (rows -= block; block > 1; block -= 2, x += 2 * stride)
            {
                a0 += V.Load(x);
                a1 += V.Load(x + V.Count);
                a2 += V.Load(x + 2 * V.Count);
                a3 += V.Load(x + 3 * V.Count);
                b0 += V.Load(x + stride);
                b1 += V.Load(x + stride + V.Count);
                b2 += V.Load(x + stride + 2 * V.Count);
                b3 += V.Load(x + stride + 3 * V.Count);
            }
            if (block > 0)
            {
                a0 += V.Load(x);
                a1 += V.Load(x + V.Count);
                a2 += V.Load(x + 2 * V.Count);
                a3 += V.Load(x + 3 * V.Count);
            }
            s0.Add(a0 + b0);
            s1.Add(a1 + b1);
            s2.Add(a2 + b2);
            s3.Add(a3 + b3);
        }
        Finish(s0, sums, V.Count, accumulate);
        Finish(s1, sums + V.Count, V.Count, accumulate);
        Finish(s2, sums + 2 * V.Count, V.Count, accumulate);
        Finish(s3, sums + 3 * V.Count, V.Count, accumulate);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void PartOfVector<V>(float* x, float* sums, int rows, nint stride, int count, bool accumulate)
        where V : struct, ILanes<V>
    {
        CompensatedSum<V> s = default;
        while (rows > 0)
        {
            V a = V.Zero, b = V.Zero;
            var block = Math.Min(rows, RowBlock);
            for (rows -= block; block > 1; block -= 2, x += 2 * stride)
            {
                a += V.LoadPartial(x, count);
                b += V.LoadPartial(x + stride, count);
            }
            if (block > 0) a += V.LoadPartial(x, count);
            s.Add(a + b);
        }
        Finish(s, sums, count, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<V>(in CompensatedSum<V> sum, float* sums, int count, bool accumulate) where V : struct, ILanes<V>
    {
        var total = sum.Total;
        if (accumulate) total = V.LoadPartial(sums, count) + total;
        total.StorePartial(sums, count);
    }

    /// <summary>
    /// A sum that keeps its rounding errors beside it. Source: Knuth, The Art of Computer Programming, volume 2, 4.2.2.
    /// </summary>
    private struct CompensatedSum<V> where V : struct, ILanes<V>
    {
        private V _sum, _error;

        // Where an overflow or infinity has made the error NaN, the sum alone says what it is.
        public readonly V Total
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => V.Select(V.EqualTo(_error, _error), _sum + _error, _sum);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(V value)
        {
            var sum = _sum + value;
            var added = sum - _sum;
            _error += _sum - (sum - added) + (value - added);
            _sum = sum;
        }
    }
}
