using System.Runtime.CompilerServices;
using Spans.Lanes;
using Spans.Threading;

namespace Spans.Kernels;

/// <summary>
/// Normalises each channel of x [batch, channels, inner] over batch and inner: x̂ = (x − mean) / √(variance + ε), y = γ x̂ + β,
/// with the biased variance (Ioffe and Szegedy 2015). Channels are independent outputs, so results are bit-identical for every
/// number of threads. Nothing is allocated.
/// </summary>
/// <remarks>
/// The mean is a float, so that it misses the true one by up to half a unit; the sweep for the variance also measures by how
/// much, and both x̂ and the variance are corrected by it. A channel around 1e6 with variance 1 keeps its digits.
/// </remarks>
public static unsafe partial class BatchNormalize
{
    private const int SavedArrays = 3;
    private const int ScratchArrays = ChannelSums.WorkArrays + 2;

    /// <summary>Floats that <see cref="Train"/> or <see cref="Evaluate"/> saves for <see cref="Backward"/>.</summary>
    public static int SavedLength(int channels) => SavedArrays * ChannelShape.StrideOf(channels);

    /// <summary>Floats of scratch that every method needs.</summary>
    public static int ScratchLength(int channels) => ScratchArrays * ChannelShape.StrideOf(channels);

    /// <summary>Normalises by the batch's own mean and variance and moves the running ones towards them.</summary>
    /// <param name="x">[batch, channels, inner].</param>
    /// <param name="y">As <paramref name="x"/>; may be it.</param>
    /// <param name="gamma">[channels], or empty for 1.</param>
    /// <param name="beta">[channels], or empty for 0.</param>
    /// <param name="runningMean">[channels]: becomes (1 − momentum) · itself + momentum · mean.</param>
    /// <param name="runningVariance">[channels]: the same with the unbiased variance.</param>
    /// <param name="saved"><see cref="SavedLength"/> floats.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> floats.</param>
    /// <param name="batch">Rows.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="inner">Values of a channel in a row; batch · inner must be two or more.</param>
    /// <param name="momentum">The weight of the new value, as in PyTorch; others call 1 − momentum so.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="team">Shares the channels where that pays.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, spans overlap, or a channel has one value
    /// only.</exception>
    public static void Train(
        ReadOnlySpan<float> x, Span<float> y, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> runningMean,
        Span<float> runningVariance, Span<float> saved, Span<float> scratch, int batch, int channels, int inner, float momentum,
        float epsilon, Team team)
    {
        var shape = new ChannelShape(batch, channels, inner);
        Check(shape, x, y, gamma, beta, scratch, team);
        if (shape.Count == 1)
            Throw.Argument(nameof(batch),
                "A training batch of one row with one value per channel has no variance; use a batch of two or more rows.");
        Throw.IfNotLength(runningMean.Length, channels);
        Throw.IfNotLength(runningVariance.Length, channels);
        Throw.IfTooShort(saved.Length, SavedLength(channels));
        Throw.IfOverlapsAny(y, nameof(y), gamma, beta, runningMean, runningVariance, saved, scratch);
        Throw.IfOverlapsAny(runningMean, nameof(runningMean), x, gamma, beta, runningVariance, saved, scratch);
        Throw.IfOverlapsAny(runningVariance, nameof(runningVariance), x, gamma, beta, saved, scratch);
        Throw.IfOverlapsAny(saved, nameof(saved), x, gamma, beta, scratch);
        Throw.IfOverlapsAny(scratch, nameof(scratch), x, gamma, beta);
        fixed (float* px = x, py = y, pGamma = gamma, pBeta = beta, pMean = runningMean, pVariance = runningVariance,
            pSaved = saved, pScratch = scratch)
        {
            team.Run(
                new TrainJob(shape, px, py, pGamma, pBeta, pMean, pVariance, pSaved, pScratch, momentum, epsilon),
                shape.Parts(team));
        }
    }

    /// <summary>Normalises by the running mean and variance: y = γ (x − mean) / √(variance + ε) + β.</summary>
    /// <param name="x">[batch, channels, inner].</param>
    /// <param name="y">As <paramref name="x"/>; may be it.</param>
    /// <param name="gamma">[channels], or empty for 1.</param>
    /// <param name="beta">[channels], or empty for 0.</param>
    /// <param name="runningMean">[channels].</param>
    /// <param name="runningVariance">[channels].</param>
    /// <param name="saved"><see cref="SavedLength"/> floats, or empty where there is no way back.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> floats.</param>
    /// <param name="batch">Rows.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="inner">Values of a channel in a row.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="team">Shares the channels where that pays.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, or spans overlap.</exception>
    public static void Evaluate(
        ReadOnlySpan<float> x, Span<float> y, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta,
        ReadOnlySpan<float> runningMean,
        ReadOnlySpan<float> runningVariance, Span<float> saved, Span<float> scratch, int batch, int channels, int inner,
        float epsilon, Team team)
    {
        var shape = new ChannelShape(batch, channels, inner);
        Check(shape, x, y, gamma, beta, scratch, team);
        Throw.IfNotLength(runningMean.Length, channels);
        Throw.IfNotLength(runningVariance.Length, channels);
        if (!saved.IsEmpty) Throw.IfTooShort(saved.Length, SavedLength(channels));
        Throw.IfOverlapsAny(y, nameof(y), gamma, beta, runningMean, runningVariance, saved, scratch);
        Throw.IfOverlapsAny(saved, nameof(saved), x, gamma, beta, runningMean, runningVariance, scratch);
        Throw.IfOverlapsAny(scratch, nameof(scratch), x, gamma, beta, runningMean, runningVariance);
        fixed (float* px = x, py = y, pGamma = gamma, pBeta = beta, pMean = runningMean, pVariance = runningVariance,
            pSaved = saved, pScratch = scratch)
            team.Run(
                new EvaluateJob(shape, px, py, pGamma, pBeta, pMean, pVariance, pSaved, pScratch, epsilon), shape.Parts(team));
    }

    private static void Check(
        in ChannelShape shape, ReadOnlySpan<float> x, Span<float> y, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta,
        Span<float> scratch, Team team)
    {
        ArgumentNullException.ThrowIfNull(team);
        shape.Check(x.Length, nameof(x));
        Throw.IfNotLength(y.Length, x.Length);
        if (!gamma.IsEmpty) Throw.IfNotLength(gamma.Length, shape.Channels);
        if (!beta.IsEmpty) Throw.IfNotLength(beta.Length, shape.Channels);
        Throw.IfTooShort(scratch.Length, ScratchLength(shape.Channels));
        Throw.IfPartialOverlap(x, y, nameof(y));
    }

    private readonly struct TrainJob(
        ChannelShape shape, float* x, float* y, float* gamma, float* beta, float* runningMean, float* runningVariance,
        float* saved,
        float* scratch, float momentum, float epsilon) : ITeamJob
    {
        public void Execute(int part, int parts)
        {
            var (start, end) = shape.Range(part, parts);
            if (Width.Wide) Run<Lanes512>(start, end);
            else Run<VectorLanes>(start, end);
        }

        private void Run<V>(int start, int end) where V : struct, ILanes<V>
        {
            var stride = shape.Stride;
            float* mean = saved, inverse = saved + stride, residue = saved + 2 * stride;
            float* first = scratch, second = scratch + stride, work = scratch + 2 * stride;
            double count = shape.Count;
            ChannelSums.Run<V, Totals>(shape, new(x, x), default, first, second, work, start, end);
            for (var c = start; c < end; c++) mean[c] = (float)(first[c] / count);
            ChannelSums.Run<V, Spreads>(shape, new(x, x, mean), default, first, second, work, start, end);
            float* scale = work, shift = work + stride;
            for (var c = start; c < end; c++)
            {
                var missed = first[c] / count;
                var variance = Math.Max(second[c] / count - missed * missed, 0);
                var inverted = 1 / Math.Sqrt(variance + epsilon);
                inverse[c] = (float)inverted;
                residue[c] = (float)(missed * inverted);
                runningMean[c] = (float)(runningMean[c] + momentum * (mean[c] + missed - runningMean[c]));
                runningVariance[c] =
                    (float)(runningVariance[c] + momentum * (variance * (count / (count - 1)) - runningVariance[c]));
                var g = gamma == null ? 1 : gamma[c];
                scale[c] = (float)(g * inverted);
                shift[c] = (float)((beta == null ? 0 : beta[c]) - missed * inverted * g);
            }
            ChannelMap.Run<V, Affine>(shape, new(x, x, mean, scale, shift), y, default, start, end);
        }
    }

    private readonly struct EvaluateJob(
        ChannelShape shape, float* x, float* y, float* gamma, float* beta, float* runningMean, float* runningVariance,
        float* saved,
        float* scratch, float epsilon) : ITeamJob
    {
        public void Execute(int part, int parts)
        {
            var (start, end) = shape.Range(part, parts);
            var stride = shape.Stride;
            float* scale = scratch, shift = scratch + stride;
            for (var c = start; c < end; c++)
            {
                var inverted = 1 / Math.Sqrt((double)runningVariance[c] + epsilon);
                scale[c] = (float)((gamma == null ? 1 : gamma[c]) * inverted);
                shift[c] = beta == null ? 0 : beta[c];
                if (saved == null) continue;
                saved[c] = runningMean[c];
                saved[stride + c] = (float)inverted;
                saved[2 * stride + c] = 0;
            }
            var operands = new ChannelOperands(x, x, runningMean, scale, shift);
            if (Width.Wide) ChannelMap.Run<Lanes512, Affine>(shape, operands, y, default, start, end);
            else ChannelMap.Run<VectorLanes, Affine>(shape, operands, y, default, start, end);
        }
    }

    private readonly struct Totals : IChannelTerms
    {
        public bool ReadsGradient => false;

        public int Numbers => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add<V>(V x, V dy, V a, V b, V c, ref V first, ref V second) where V : struct, ILanes<V> => first += x;
    }

    // a: the mean.
    private readonly struct Spreads : IChannelTerms
    {
        public bool ReadsGradient => false;

        public int Numbers => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add<V>(V x, V dy, V a, V b, V c, ref V first, ref V second) where V : struct, ILanes<V>
        {
            var d = x - a;
            first += d;
            second = V.MultiplyAdd(d, d, second);
        }
    }

    // (x − mean) · scale + shift.
    private readonly struct Affine : IChannelFormula
    {
        public bool ReadsInput => true;

        public bool ReadsGradient => false;

        public int Numbers => 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x, V dy, V a, V b, V c, V d) where V : struct, ILanes<V> => V.MultiplyAdd(x - a, b, c);
    }
}
