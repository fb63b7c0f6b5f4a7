using System.Diagnostics;
using System.Numerics.Tensors;

namespace Spans.Diagnostics.Load;

/// <summary>
/// How fast the machine is while something else is measured: the time of a fixed piece of work, dot products over 32 KB that no
/// part of this library computes. A clock that falls, or a neighbour on the same core, slows it as it slows calls. One for each
/// thread; allocates nothing after construction.
/// </summary>
internal sealed class MachineClock
{
    // Between two measurements: with some 2 µs for one, at most 0.3 % of the time is taken from the calls.
    private static readonly long s_pause = Stopwatch.Frequency / 1_000;
    private readonly float[] _left = new float[4096];
    private readonly float[] _right = new float[4096];
    private long _next;
    private long _ticks;
    private long _count;

    internal MachineClock()
    {
        Array.Fill(_left, 0.5f);
        Array.Fill(_right, 0.25f);
    }

    /// <summary>Ticks that all measurements took so far.</summary>
    internal long Ticks => Volatile.Read(ref _ticks);

    /// <summary>How many there were.</summary>
    internal long Count => Volatile.Read(ref _count);

    /// <summary>Measures if a millisecond went by since the last time.</summary>
    /// <param name="now">The current timestamp.</param>
    internal void Tick(long now)
    {
        if (now < _next) return;
        // The first pass brings the arrays back into the cache.
        var sum = TensorPrimitives.Dot<float>(_left, _right);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < 8; i++) sum += TensorPrimitives.Dot<float>(_left, _right);
        var end = Stopwatch.GetTimestamp();
        // Used, so that no compiler leaves the work out.
        _left[0] = sum > 0 ? 0.5f : 0;
        Volatile.Write(ref _ticks, _ticks + end - start);
        Volatile.Write(ref _count, _count + 1);
        _next = end + s_pause;
    }
}
