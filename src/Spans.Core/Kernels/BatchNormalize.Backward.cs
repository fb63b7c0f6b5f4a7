using System.Runtime.CompilerServices;
using Spans.Lanes;
using Spans.Threading;

namespace Spans.Kernels;

public static unsafe partial class BatchNormalize
{
    /// <summary>
    /// Going back: dβ = Σ dy, dγ = Σ dy x̂, and where mean and variance came from the batch
    /// dx = γ / √(variance + ε) · (dy − (dβ + x̂ dγ) / n) with n = batch · inner; where they did not, dx = γ / √(variance + ε) ·
    /// dy.
    /// </summary>
    /// <param name="x">[batch, channels, inner] as given forward.</param>
    /// <param name="dy">As <paramref name="x"/>.</param>
    /// <param name="dx">As <paramref name="x"/>; may be <paramref name="dy"/>; empty where it is not needed.</param>
    /// <param name="gamma">[channels], or empty for 1.</param>
    /// <param name="gammaGradient">[channels], or empty.</param>
    /// <param name="betaGradient">[channels], or empty.</param>
    /// <param name="accumulate">Whether the gradients of γ and β are added to what is there.</param>
    /// <param name="ofBatch">Whether mean and variance came from the batch: <see cref="Train"/>, not
    /// <see cref="Evaluate"/>.</param>
    /// <param name="saved">What the forward pass saved.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> floats.</param>
    /// <param name="batch">Rows.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="inner">Values of a channel in a row.</param>
    /// <param name="team">Shares the channels where that pays.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, or spans overlap.</exception>
    public static void Backward(
        ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dx, ReadOnlySpan<float> gamma, Span<float> gammaGradient,
        Span<float> betaGradient, bool accumulate, bool ofBatch, ReadOnlySpan<float> saved, Span<float> scratch, int batch,
        int channels,
        int inner, Team team)
    {
        ArgumentNullException.ThrowIfNull(team);
        var shape = new ChannelShape(batch, channels, inner);
        shape.Check(x.Length, nameof(x));
        Throw.IfNotLength(dy.Length, x.Length);
        if (!dx.IsEmpty) Throw.IfNotLength(dx.Length, x.Length);
        if (!gamma.IsEmpty) Throw.IfNotLength(gamma.Length, channels);
        if (!gammaGradient.IsEmpty) Throw.IfNotLength(gammaGradient.Length, channels);
        if (!betaGradient.IsEmpty) Throw.IfNotLength(betaGradient.Length, channels);
        Throw.IfTooShort(saved.Length, SavedLength(channels));
        Throw.IfTooShort(scratch.Length, ScratchLength(channels));
        Throw.IfPartialOverlap(dy, dx, nameof(dx));
        Throw.IfPartialOverlap(x, dx, nameof(dx));
        Throw.IfOverlapsAny(dx, nameof(dx), gamma, gammaGradient, betaGradient, saved, scratch);
        Throw.IfOverlapsAny(gammaGradient, nameof(gammaGradient), x, dy, gamma, betaGradient, saved, scratch);
        Throw.IfOverlapsAny(betaGradient, nameof(betaGradient), x, dy, gamma, saved, scratch);
        Throw.IfOverlapsAny(scratch, nameof(scratch), x, dy, gamma, saved);
        fixed (float* px = x, pdy = dy, pdx = dx, pGamma = gamma, pdGamma = gammaGradient, pdBeta = betaGradient, pSaved = saved,
            pScratch = scratch)
        {
            team.Run(
                new BackwardJob(shape, px, pdy, pdx, pGamma, pdGamma, pdBeta, accumulate, ofBatch, pSaved, pScratch),
                shape.Parts(team));
        }
    }

    private readonly struct BackwardJob(
        ChannelShape shape, float* x, float* dy, float* dx, float* gamma, float* gammaGradient, float* betaGradient,
        bool accumulate,
        bool ofBatch, float* saved, float* scratch) : ITeamJob
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
            ChannelSums.Run<V, Slopes>(shape, new(x, dy, mean, inverse, residue), default, first, second, work, start, end);
            float* b = work, c = work + stride, d = work + 2 * stride;
            double share = ofBatch ? 1.0 / shape.Count : 0;
            for (var i = start; i < end; i++)
            {
                if (betaGradient != null) betaGradient[i] = first[i] + (accumulate ? betaGradient[i] : 0);
                if (gammaGradient != null) gammaGradient[i] = second[i] + (accumulate ? gammaGradient[i] : 0);
                // dx as a line in dy and x − mean.
                var slope = (gamma == null ? 1.0 : gamma[i]) * inverse[i];
                b[i] = (float)slope;
                c[i] = (float)(-slope * inverse[i] * second[i] * share);
                d[i] = (float)(slope * (residue[i] * (double)second[i] - first[i]) * share);
            }
            if (dx != null) ChannelMap.Run<V, Line>(shape, new(x, dy, mean, b, c, d), dx, default, start, end);
        }
    }

    // dy and dy x̂, with x̂ = (x − mean) · inverse − residue.
    private readonly struct Slopes : IChannelTerms
    {
        public bool ReadsGradient => true;

        public int Numbers => 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add<V>(V x, V dy, V a, V b, V c, ref V first, ref V second) where V : struct, ILanes<V>
        {
            first += dy;
            second = V.MultiplyAdd(dy, V.MultiplyAdd(x - a, b, -c), second);
        }
    }

    // dy · b + (x − a) · c + d.
    private readonly struct Line : IChannelFormula
    {
        public bool ReadsInput => true;

        public bool ReadsGradient => true;

        public int Numbers => 4;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x, V dy, V a, V b, V c, V d)
            where V : struct, ILanes<V> => V.MultiplyAdd(dy, b, V.MultiplyAdd(x - a, c, d));
    }
}
