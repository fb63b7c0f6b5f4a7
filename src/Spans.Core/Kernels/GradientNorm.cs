using System.Runtime.CompilerServices;
using Spans.Lanes;
using Spans.Memory;
using Spans.Threading;

namespace Spans.Kernels;

/// <summary>The global norm √Σ g² of flat gradients.</summary>
public static unsafe class GradientNorm
{
    private const int MaxChunks = 256;
    private const int LeastChunk = 1 << 14;
    private const int Block = 1 << 10;
    private const int ChunksPerPart = 16;

    // Squares of floats from about 1e-19 down are lost in float arithmetic: a total this small is summed again.
    private const double LeastTotal = 1e-24;

    /// <summary>
    /// √Σ g² within 1e-6, relative, at any scale: neither overflow nor underflow. NaN and infinity come through. Chunks depend on
    /// the length alone and are added in order, so the result has the same bits for any team.
    /// </summary>
    /// <param name="gradients">Any length; 0 for none.</param>
    /// <param name="team">The threads that share the sum.</param>
    [SkipLocalsInit]
    public static double Of(ReadOnlySpan<float> gradients, Team team)
    {
        var length = gradients.Length;
        var chunk = Math.Max(LeastChunk, ((length - 1) / MaxChunks / Slab.Granularity + 1) * Slab.Granularity);
        var chunks = (int)(((long)length + chunk - 1) / chunk);
        var sums = stackalloc double[MaxChunks];
        fixed (float* g = gradients)
        {
            team.Run(new Job(g, length, chunk, chunks, sums), Math.Clamp(chunks / ChunksPerPart, 1, team.Members));
            var total = 0.0;
            for (var i = 0; i < chunks; i++) total += sums[i];
            // Doubles hold every square of a float.
            if (!(total is >= LeastTotal and <= double.MaxValue))
            {
                total = 0;
                foreach (var value in gradients) total += (double)value * value;
            }
            return Math.Sqrt(total);
        }
    }

    private readonly struct Job(float* g, int length, int chunk, int chunks, double* sums) : ITeamJob
    {
        public void Execute(int part, int parts)
        {
            var (first, last) = Stripe.Of(chunks, part, parts);
            for (var i = first; i < last; i++)
            {
                var start = (nint)i * chunk;
                var count = Math.Min(length - start, chunk);
                sums[i] = Width.Wide ? SumOfSquares<Lanes512>(g + start, count) : SumOfSquares<VectorLanes>(g + start, count);
            }
        }
    }

    // Floats add up within a block, where 16 lanes take 64 steps; doubles add up the blocks.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static double SumOfSquares<V>(float* g, nint length) where V : struct, ILanes<V>
    {
        var total = 0.0;
        for (nint start = 0; start < length; start += Block)
        {
            var end = Math.Min(start + Block, length);
            V a = V.Zero, b = V.Zero, c = V.Zero, d = V.Zero;
            var i = start;
            for (; i <= end - 4 * V.Count; i += 4 * V.Count)
            {
                V w = V.Load(g + i), x = V.Load(g + i + V.Count), y = V.Load(g + i + 2 * V.Count),
                    z = V.Load(g + i + 3 * V.Count);
                a = V.MultiplyAdd(w, w, a);
                b = V.MultiplyAdd(x, x, b);
                c = V.MultiplyAdd(y, y, c);
                d = V.MultiplyAdd(z, z, d);
            }
            for (; i < end; i += V.Count)
            {
                var x = V.LoadPartial(g + i, (int)Math.Min(V.Count, end - i));
                a = V.MultiplyAdd(x, x, a);
            }
            total += V.Sum(a + b + (c + d));
        }
        return total;
    }
}
