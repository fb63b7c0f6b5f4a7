using System.Runtime.CompilerServices;
using Spans.Lanes;
using Spans.Threading;

namespace Spans.Kernels;

/// <summary>
/// Normalises each row of x [rows, columns]: x̂ = (x − mean) / √(variance + ε), y = γ x̂ + β with γ and β [columns] and the
/// biased variance (Ba, Kiros and Hinton 2016). A row's result does not depend on the others, and every result is bit-identical
/// for every number of threads. Nothing is allocated.
/// </summary>
/// <remarks>
/// By how much the float mean misses the true one is measured and made up for, as in <see cref="BatchNormalize"/>.
/// </remarks>
public static unsafe partial class LayerNormalize
{
    private const int WorthwhilePart = 1 << 16;

    /// <summary>
    /// Floats a row saves for <see cref="Backward"/>: its mean, 1 / √(variance + ε), and what the mean missed over that.
    /// </summary>
    public const int SavedPerRow = 3;

    /// <summary>y = γ x̂ + β.</summary>
    /// <param name="x">[rows, columns].</param>
    /// <param name="y">As <paramref name="x"/>; may be it.</param>
    /// <param name="gamma">[columns], or empty for 1.</param>
    /// <param name="beta">[columns], or empty for 0.</param>
    /// <param name="saved">[<see cref="SavedPerRow"/>, rows], or empty where there is no way back.</param>
    /// <param name="rows">One or more.</param>
    /// <param name="columns">One or more.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="team">Shares the rows where that pays.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, or y overlaps x without being x.</exception>
    public static void Forward(
        ReadOnlySpan<float> x, Span<float> y, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> saved, int rows,
        int columns,
        float epsilon, Team team)
    {
        ArgumentNullException.ThrowIfNull(team);
        Throw.IfNotPositive(rows);
        Throw.IfNotPositive(columns);
        Throw.IfNotLength(x.Length, (long)rows * columns);
        Throw.IfNotLength(y.Length, x.Length);
        if (!gamma.IsEmpty) Throw.IfNotLength(gamma.Length, columns);
        if (!beta.IsEmpty) Throw.IfNotLength(beta.Length, columns);
        if (!saved.IsEmpty) Throw.IfNotLength(saved.Length, (long)SavedPerRow * rows);
        Throw.IfPartialOverlap(x, y, nameof(y));
        Throw.IfOverlapsAny(y, nameof(y), gamma, beta, saved);
        Throw.IfOverlapsAny(saved, nameof(saved), x, gamma, beta);
        fixed (float* px = x, py = y, pGamma = gamma, pBeta = beta, pSaved = saved)
            team.Run(new ForwardJob(px, py, pGamma, pBeta, pSaved, rows, columns, epsilon), Parts(rows, columns, team));
    }

    private static int Parts(int rows, int columns, Team team) =>
        (int)Math.Clamp((long)rows * columns / WorthwhilePart, 1, team.Members);

    private readonly struct ForwardJob(
        float* x, float* y, float* gamma, float* beta, float* saved, int rows, int columns, float epsilon) : ITeamJob
    {
        public void Execute(int part, int parts)
        {
            var (start, end) = Stripe.Of(rows, part, parts);
            for (nint row = start; row < end; row++)
            {
                if (Width.Wide) Row<Lanes512>(row);
                else Row<VectorLanes>(row);
            }
        }

        private void Row<V>(nint row) where V : struct, ILanes<V>
        {
            var from = x + row * columns;
            var mean = (float)(Total<V>(from, columns) / (double)columns);
            Spread<V>(from, columns, mean, out var missed, out var squares);
            var missedMean = missed / (double)columns;
            var variance = Math.Max(squares / (double)columns - missedMean * missedMean, 0);
            var inverse = 1 / Math.Sqrt(variance + epsilon);
            var residue = (float)(missedMean * inverse);
            if (saved != null)
            {
                saved[row] = mean;
                saved[rows + row] = (float)inverse;
                saved[2 * rows + row] = residue;
            }
            Write<V>(from, y + row * columns, columns, mean, (float)inverse, residue, gamma, beta);
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float Total<V>(float* x, int columns) where V : struct, ILanes<V>
    {
        V s0 = V.Zero, s1 = V.Zero, s2 = V.Zero, s3 = V.Zero;
        var i = 0;
        for (; i <= columns - 4 * V.Count; i += 4 * V.Count)
        {
            s0 += V.Load(x + i);
            s1 += V.Load(x + i + V.Count);
            s2 += V.Load(x + i + 2 * V.Count);
            s3 += V.Load(x + i + 3 * V.Count);
        }
        for (; i <= columns - V.Count; i += V.Count) s0 += V.Load(x + i);
        if (i < columns) s1 += V.LoadPartial(x + i, columns - i);
        return V.Sum(s0 + s1 + (s2 + s3));
    }

    // Σ (x − mean) and Σ (x − mean)².
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Spread<V>(float* x, int columns, float mean, out float missed, out float squares)
        where V : struct, ILanes<V>
    {
        V a0 = V.Zero, a1 = V.Zero, b0 = V.Zero, b1 = V.Zero;
        var center = V.Broadcast(mean);
        var i = 0;
        for (; i <= columns - 2 * V.Count; i += 2 * V.Count)
        {
            var d0 = V.Load(x + i) - center;
            var d1 = V.Load(x + i + V.Count) - center;
            a0 += d0;
            a1 += d1;
            b0 = V.MultiplyAdd(d0, d0, b0);
            b1 = V.MultiplyAdd(d1, d1, b1);
        }
        for (; i <= columns - V.Count; i += V.Count)
        {
            var d = V.Load(x + i) - center;
            a0 += d;
            b0 = V.MultiplyAdd(d, d, b0);
        }
        if (i < columns)
        {
            // The mean behind the tail too, so that what is there differs from it by nothing.
            var means = stackalloc float[V.Count];
            center.Store(means);
            V.LoadPartial(x + i, columns - i).StorePartial(means, columns - i);
            var d = V.Load(means) - center;
            a1 += d;
            b1 = V.MultiplyAdd(d, d, b1);
        }
        missed = V.Sum(a0 + a1);
        squares = V.Sum(b0 + b1);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Write<V>(
        float* x, float* y, int columns, float mean, float inverse, float residue, float* gamma, float* beta)
            where V : struct, ILanes<V>
    {
        V center = V.Broadcast(mean), scale = V.Broadcast(inverse), missed = V.Broadcast(-residue), one = V.Broadcast(1);
        var i = 0;
        for (; i <= columns - V.Count; i += V.Count)
        {
            var normal = V.MultiplyAdd(V.Load(x + i) - center, scale, missed);
            V.MultiplyAdd(normal, gamma == null ? one : V.Load(gamma + i), beta == null ? V.Zero : V.Load(beta + i)).Store(y + i);
        }
        var rest = columns - i;
        if (rest <= 0) return;
        var last = V.MultiplyAdd(V.LoadPartial(x + i, rest) - center, scale, missed);
        V.MultiplyAdd(
            last, gamma == null ? one : V.LoadPartial(gamma + i, rest), beta == null ? V.Zero : V.LoadPartial(beta + i, rest))
            .StorePartial(y + i, rest);
    }
}
