using System.Runtime.CompilerServices;
using Spans.Lanes;
using Spans.Memory;
using Spans.Threading;

namespace Spans.Kernels;

/// <summary>
/// Sums over spans and matrices. How a sum is cut depends on its length or shape alone, and the pieces are added in their order,
/// so a result has the same bits for any team. NaN and infinities come through. Nothing is allocated.
/// </summary>
public static unsafe partial class Reduce
{
    /// <summary>Elements that pay for a part of their own.</summary>
    private const int WorthwhilePart = 1 << 17;

    private const int MaxChunks = 256;
    private const int LeastChunk = 1 << 14;

    // Within a block floats add up, at most 1,024 to a lane of the narrowest register; doubles add up the blocks.
    private const int Block = 1 << 12;

    /// <summary>Σ x.</summary>
    /// <param name="x">Any length; 0 for none.</param>
    /// <param name="team">Shares the sum where that pays.</param>
    public static double Sum(ReadOnlySpan<float> x, Team team)
    {
        fixed (float* px = x) return Run<Values>(px, px, x.Length, team);
    }

    /// <summary>Σ x². Squares under the smallest float are lost: <see cref="GradientNorm"/> is right at every scale.</summary>
    /// <param name="x">Any length; 0 for none.</param>
    /// <param name="team">Shares the sum where that pays.</param>
    public static double SumOfSquares(ReadOnlySpan<float> x, Team team)
    {
        fixed (float* px = x) return Run<Squares>(px, px, x.Length, team);
    }

    /// <summary>Σ a b.</summary>
    /// <param name="a">[n].</param>
    /// <param name="b">[n].</param>
    /// <param name="team">Shares the sum where that pays.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Team team)
    {
        Throw.IfNotLength(b.Length, a.Length);
        fixed (float* pa = a, pb = b) return Run<Products>(pa, pb, a.Length, team);
    }

    private interface ITerm
    {
        /// <summary>Whether b is read.</summary>
        static abstract bool Two { get; }

        static abstract V Add<V>(V a, V b, V sum) where V : struct, ILanes<V>;
    }

    private readonly struct Values : ITerm
    {
        public static bool Two => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Add<V>(V a, V b, V sum) where V : struct, ILanes<V> => sum + a;
    }

    private readonly struct Squares : ITerm
    {
        public static bool Two => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Add<V>(V a, V b, V sum) where V : struct, ILanes<V> => V.MultiplyAdd(a, a, sum);
    }

    private readonly struct Products : ITerm
    {
        public static bool Two => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Add<V>(V a, V b, V sum) where V : struct, ILanes<V> => V.MultiplyAdd(a, b, sum);
    }

    [SkipLocalsInit]
    private static double Run<TTerm>(float* a, float* b, int length, Team team) where TTerm : struct, ITerm
    {
        ArgumentNullException.ThrowIfNull(team);
        var chunk = Math.Max(LeastChunk, ((length - 1) / MaxChunks / Slab.Granularity + 1) * Slab.Granularity);
        var chunks = (int)(((long)length + chunk - 1) / chunk);
        var sums = stackalloc double[MaxChunks];
        team.Run(new ChunkJob<TTerm>(a, b, length, chunk, chunks, sums), Math.Clamp(length / WorthwhilePart, 1, team.Members));
        var total = 0.0;
        for (var i = 0; i < chunks; i++) total += sums[i];
        return total;
    }

    private readonly struct ChunkJob<TTerm>(float* a, float* b, int length, int chunk, int chunks, double* sums) : ITeamJob
        where TTerm : struct, ITerm
    {
        public void Execute(int part, int parts)
        {
            var (first, last) = Stripe.Of(chunks, part, parts);
            for (var i = first; i < last; i++)
            {
                var start = (nint)i * chunk;
                var count = (int)Math.Min(length - start, chunk);
                sums[i] = Width.Wide ? Range<Lanes512, TTerm>(a + start, b + start, count)
                    : Range<VectorLanes, TTerm>(a + start, b + start, count);
            }
        }
    }

    // Eight sums hide the latency of addition where operands come from the first cache.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static double Range<V, TTerm>(float* a, float* b, int length) where V : struct, ILanes<V> where TTerm : struct, ITerm
    {
        var total = 0.0;
        for (var start = 0; start < length; start += Block)
        {
            var end = Math.Min(start + Block, length);
            V s0 = V.Zero, s1 = V.Zero, s2 = V.Zero, s3 = V.Zero, s4 = V.Zero, s5 = V.Zero, s6 = V.Zero, s7 = V.Zero;
            nint i = start;
            for (; i <= end - 8 * V.Count; i += 8 * V.Count)
            {
                s0 = Add<V, TTerm>(a + i, b + i, s0);
                s1 = Add<V, TTerm>(a + i + V.Count, b + i + V.Count, s1);
                s2 = Add<V, TTerm>(a + i + 2 * V.Count, b + i + 2 * V.Count, s2);
                s3 = Add<V, TTerm>(a + i + 3 * V.Count, b + i + 3 * V.Count, s3);
                s4 = Add<V, TTerm>(a + i + 4 * V.Count, b + i + 4 * V.Count, s4);
                s5 = Add<V, TTerm>(a + i + 5 * V.Count, b + i + 5 * V.Count, s5);
                s6 = Add<V, TTerm>(a + i + 6 * V.Count, b + i + 6 * V.Count, s6);
                s7 = Add<V, TTerm>(a + i + 7 * V.Count, b + i + 7 * V.Count, s7);
            }
            for (; i <= end - V.Count; i += V.Count) s0 = Add<V, TTerm>(a + i, b + i, s0);
            if (i < end) s1 = TTerm.Add(V.LoadPartial(a + i, end - (int)i), V.LoadPartial(b + i, end - (int)i), s1);
            total += V.Sum(s0 + s1 + (s2 + s3) + (s4 + s5 + (s6 + s7)));
        }
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Add<V, TTerm>(float* a, float* b, V sum) where V : struct, ILanes<V> where TTerm : struct, ITerm
    {
        var x = V.Load(a);
        return TTerm.Add(x, TTerm.Two ? V.Load(b) : x, sum);
    }
}
