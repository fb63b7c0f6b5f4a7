using System.Runtime.CompilerServices;
using Spans.Lanes;
using Spans.Random;
using Spans.Threading;

namespace Spans.Kernels;

/// <summary>y = x ⊙ mask · scale, where the mask is drawn anew from its counters instead of being kept.</summary>
public static unsafe class Dropout
{
    private const int ElementsPerPart = 1 << 16;

    /// <summary>
    /// Each element of <paramref name="x"/> times 0 with probability <paramref name="drop"/>, else times
    /// <paramref name="scale"/>. Going back is the same call on gradients: with the same noise and first element it draws the
    /// same mask.
    /// </summary>
    /// <param name="noise">The stream: seed, step, layer.</param>
    /// <param name="firstElement">The element of the stream that x[0] takes: first row · elements in a row.</param>
    /// <param name="x">Any length.</param>
    /// <param name="y">As long as <paramref name="x"/>; may be <paramref name="x"/>.</param>
    /// <param name="drop">Between 0 and 1, rounded to a multiple of 2^−24.</param>
    /// <param name="scale">What kept elements are multiplied by: 1 / (1 − drop) for inverted dropout.</param>
    /// <param name="team">The threads that share the work.</param>
    /// <remarks>Infinities and NaN that are dropped become NaN, as in PyTorch: trouble stays visible.</remarks>
    /// <exception cref="ArgumentException">Lengths differ, spans overlap in part, or a number is out of range.</exception>
    public static void Apply(
        Rng noise, ulong firstElement, ReadOnlySpan<float> x, Span<float> y, float drop, float scale, Team team)
    {
        Throw.IfNotLength(y.Length, x.Length);
        Throw.IfPartialOverlap(x, y, nameof(y));
        if (!(drop is >= 0 and <= 1)) Throw.OutOfRange(nameof(drop), drop, "between 0 and 1");
        RngFill.IfPastEnd(firstElement, x.Length);
        fixed (float* px = x, py = y)
        {
            var job = new Job(noise, firstElement, x.Length, new Sink(px, py, drop, scale));
            team.Run(job, Math.Clamp(x.Length / ElementsPerPart, 1, team.Members));
        }
    }

    private readonly struct Job(Rng noise, ulong first, int length, Sink sink) : ITeamJob
    {
        public void Execute(int part, int parts)
        {
            var (start, end) = Stripe.Of(length, part, parts, Rng.Group);
            WordSweep.Run(noise, first + (ulong)start, end - start, sink.From(start));
        }
    }

    private readonly struct Sink(float* x, float* y, float drop, float scale) : IWordSink
    {
        // In units of 2^−24, to compare with the upper 24 bits of a word.
        private readonly float _threshold = MathF.Round(drop * (1 << 24));

        public Sink From(int start) => new(x + start, y + start, drop, scale);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take<V>(V words, nint i) where V : struct, ILanes<V> => (V.Load(x + i) * Factor(words)).Store(y + i);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void TakePartial<V>(V words, nint i, int count) where V : struct, ILanes<V> =>
            (V.LoadPartial(x + i, count) * Factor(words)).StorePartial(y + i, count);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private V Factor<V>(V words) where V : struct, ILanes<V>
        {
            var level = V.ConvertBitsToFloat(V.ShiftRightBits(words, 8));
            return V.Select(V.LessThan(level, V.Broadcast(_threshold)), V.Zero, V.Broadcast(scale));
        }
    }
}
