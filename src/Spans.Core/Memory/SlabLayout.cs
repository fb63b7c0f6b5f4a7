namespace Spans.Memory;

/// <summary>Hands out slices of one flat buffer, one after the other, each starting on a 64-byte boundary.</summary>
public struct SlabLayout
{
    private long _end;

    /// <summary>The floats handed out so far, padding included; a multiple of 16.</summary>
    public readonly int Length => (int)_end;

    /// <summary>The next <paramref name="length"/> floats.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative, or the buffer would pass 2^31 − 1
    /// floats.</exception>
    public Slice Add(long length)
    {
        if (length < 0) Throw.OutOfRange(nameof(length), length, "zero or more");
        var end = _end + ((length + Slab.Granularity - 1) & ~(long)(Slab.Granularity - 1));
        if (end > Slab.MaxLength)
            Throw.OutOfRange(nameof(length), length, $"small enough for one buffer of {Slab.MaxLength} floats");
        var slice = new Slice((int)_end, (int)length);
        _end = end;
        return slice;
    }
}
