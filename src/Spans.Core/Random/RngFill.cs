using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Random;

/// <summary>
/// Fills spans from a stream. What element i becomes depends on (seed, step, stream, i) and the parameters alone.
/// </summary>
public static unsafe class RngFill
{
    /// <summary>Uniform values in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    /// <param name="rng">The stream.</param>
    /// <param name="first">The element of the stream that <paramref name="destination"/>[0] takes.</param>
    /// <param name="destination">Any length.</param>
    /// <param name="low">The least value.</param>
    /// <param name="high">Above <paramref name="low"/>, or equal for a constant.</param>
    /// <exception cref="ArgumentException">A bound is not finite, they are in the wrong order, or the stream ends.</exception>
    public static void Uniform(Rng rng, ulong first, Span<float> destination, float low, float high)
    {
        IfPastEnd(first, destination.Length);
        if (!float.IsFinite(low)) Throw.OutOfRange(nameof(low), low, "finite");
        if (!(high >= low && float.IsFinite(high - low)))
            Throw.OutOfRange(nameof(high), high, $"finite and at least {nameof(low)} ({low})");
        fixed (float* p = destination)
            WordSweep.Run(rng, first, destination.Length, new UniformSink(p, low, high));
    }

    /// <summary>Normal values, one for each random word, by inversion.</summary>
    /// <param name="rng">The stream.</param>
    /// <param name="first">The element of the stream that <paramref name="destination"/>[0] takes.</param>
    /// <param name="destination">Any length.</param>
    /// <param name="mean">The mean.</param>
    /// <param name="std">The standard deviation, zero or more.</param>
    /// <exception cref="ArgumentException">A parameter is not finite, the deviation is negative, or the stream ends.</exception>
    public static void Normal(Rng rng, ulong first, Span<float> destination, float mean = 0, float std = 1)
    {
        IfPastEnd(first, destination.Length);
        if (!float.IsFinite(mean)) Throw.OutOfRange(nameof(mean), mean, "finite");
        if (!(std >= 0 && float.IsFinite(std))) Throw.OutOfRange(nameof(std), std, "finite and zero or more");
        fixed (float* p = destination)
        {
            WordSweep.Run(rng, first, destination.Length, new BitsSink(p));
            for (nint i = 0; i < destination.Length; i++)
                p[i] = (float)(mean + std * NormalQuantile.OfBits(((uint*)p)[i]));
        }
    }

    /// <summary>The words themselves: <paramref name="destination"/>[i] = <see cref="Rng.Bits"/>(first + i).</summary>
    /// <exception cref="ArgumentException">The stream ends.</exception>
    public static void Bits(Rng rng, ulong first, Span<uint> destination)
    {
        IfPastEnd(first, destination.Length);
        fixed (uint* p = destination)
            WordSweep.Run(rng, first, destination.Length, new BitsSink((float*)p));
    }

    /// <summary>A random order of 0 … length − 1, each equally likely as far as the seed's 64 bits reach.</summary>
    public static void Permutation(Rng rng, Span<int> destination)
    {
        for (var i = 0; i < destination.Length; i++) destination[i] = i;
        Shuffle(rng, destination);
    }

    /// <summary>Puts the items into a random order (Fisher and Yates, from the end; item i draws from element i).</summary>
    [SkipLocalsInit]
    public static void Shuffle(Rng rng, Span<int> items)
    {
        Span<uint> words = stackalloc uint[8 * Rng.Group];
        for (var end = items.Length; end > 0;)
        {
            var start = (end - 1) / words.Length * words.Length;
            Bits(rng, (ulong)start, words[..(end - start)]);
            for (var i = end - 1; i >= start; i--)
            {
                var j = rng.Below(words[i - start], (ulong)i, (uint)i + 1);
                (items[i], items[j]) = (items[j], items[i]);
            }
            end = start;
        }
    }

    internal static void IfPastEnd(ulong first, int length)
    {
        if (first > Rng.Elements - (ulong)length)
            Throw.OutOfRange(nameof(first), first, $"at most 2^34 − {length}: a stream has 2^34 elements");
    }

    private readonly struct BitsSink(float* destination) : IWordSink
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take<V>(V words, nint i) where V : struct, ILanes<V> => words.Store(destination + i);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void TakePartial<V>(V words, nint i, int count)
            where V : struct, ILanes<V> => words.StorePartial(destination + i, count);
    }

    private readonly struct UniformSink(float* destination, float low, float high) : IWordSink
    {
        private readonly float _range = high - low;

        // low + range · u may round up to high, which the interval leaves out.
        private readonly float _last = high > low ? MathF.BitDecrement(high) : low;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take<V>(V words, nint i) where V : struct, ILanes<V> => Value(words).Store(destination + i);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void TakePartial<V>(V words, nint i, int count) where V : struct, ILanes<V> =>
            Value(words).StorePartial(destination + i, count);

        // No fused multiply-add: the bits are to be those of every machine.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private V Value<V>(V words) where V : struct, ILanes<V>
        {
            var u = V.ConvertBitsToFloat(V.ShiftRightBits(words, 8)) * (1f / (1 << 24));
            return V.Min(u * _range + low, V.Broadcast(_last));
        }
    }
}
