using System.Diagnostics;
using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Random;

/// <summary>Takes the random words of consecutive elements.</summary>
internal interface IWordSink
{
    /// <summary>Takes the words of elements <paramref name="i"/>, i + 1, … of the sweep, one in each lane.</summary>
    void Take<V>(V words, nint i) where V : struct, ILanes<V>;

    /// <summary>
    /// Takes the words of the <paramref name="count"/> elements from <paramref name="i"/>; other lanes mean nothing.
    /// </summary>
    void TakePartial<V>(V words, nint i, int count) where V : struct, ILanes<V>;
}

/// <summary>Hands a sink the words of a range of elements of one stream.</summary>
internal static unsafe class WordSweep
{
    /// <summary>
    /// The words of elements <paramref name="first"/> … <paramref name="first"/> + <paramref name="length"/> − 1.
    /// </summary>
    /// <param name="rng">The stream.</param>
    /// <param name="first">The first element; first + length ≤ <see cref="Rng.Elements"/>.</param>
    /// <param name="length">Zero or more.</param>
    /// <param name="sink">Where they go; its element 0 is <paramref name="first"/>.</param>
    internal static void Run<TSink>(Rng rng, ulong first, nint length, TSink sink) where TSink : struct, IWordSink
    {
        if (Width.Wide) Run<Lanes512, TSink>(rng, first, length, sink);
        else Run<VectorLanes, TSink>(rng, first, length, sink);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void Run<V, TSink>(Rng rng, ulong first, nint length, TSink sink)
        where V : struct, ILanes<V> where TSink : struct, IWordSink
    {
        Debug.Assert(Rng.BlocksPerGroup % V.Count == 0 && first <= Rng.Elements && (ulong)length <= Rng.Elements - first);
        var keys = stackalloc uint[2 * Philox.Rounds];
        var lanes = stackalloc uint[Rng.BlocksPerGroup];
        var words = stackalloc float[Rng.Group];
        Philox.Schedule(rng.Seed, keys);
        for (var j = 0; j < Rng.BlocksPerGroup; j++) lanes[j] = (uint)j;
        uint c1 = rng.Stream, c2 = (uint)rng.Step, c3 = (uint)(rng.Step >> 32);

        var skipped = (int)(first % Rng.Group);
        var block = (uint)(first / Rng.Group * Rng.BlocksPerGroup);
        for (nint i = -skipped; i < length; i += Rng.Group, block += Rng.BlocksPerGroup)
        {
            var whole = i >= 0 && length - i >= Rng.Group;
            for (var j = 0; j < Rng.BlocksPerGroup; j += V.Count)
            {
                var counters = V.AddBits(V.BroadcastBits((int)block), V.Load((float*)lanes + j));
                Philox.Blocks(counters, c1, c2, c3, keys, out var y0, out var y1, out var y2, out var y3);
                if (whole)
                {
                    sink.Take(y0, i + j);
                    sink.Take(y1, i + j + Rng.BlocksPerGroup);
                    sink.Take(y2, i + j + 2 * Rng.BlocksPerGroup);
                    sink.Take(y3, i + j + 3 * Rng.BlocksPerGroup);
                    continue;
                }
                y0.Store(words + j);
                y1.Store(words + j + Rng.BlocksPerGroup);
                y2.Store(words + j + 2 * Rng.BlocksPerGroup);
                y3.Store(words + j + 3 * Rng.BlocksPerGroup);
            }
            if (whole) continue;
            var end = Math.Min(length - i, Rng.Group);
            for (var k = Math.Max(-i, 0); k < end; k += V.Count)
            {
                var count = (int)Math.Min(V.Count, end - k);
                sink.TakePartial(V.LoadPartial(words + k, count), i + k, count);
            }
        }
    }
}
