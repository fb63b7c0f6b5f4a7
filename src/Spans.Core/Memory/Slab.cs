using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Spans.Memory;

/// <summary>
/// A zeroed block of floats that starts on a 64-byte boundary and never moves: a pinned array, rented from
/// <see cref="SlabPool"/>. Dispose gives it back; use after that throws.
/// </summary>
public sealed class Slab : IDisposable
{
    /// <summary>Floats in 64 bytes: slices start at multiples of it.</summary>
    public const int Granularity = 16;

    /// <summary>The longest slab, in floats.</summary>
    public const int MaxLength = 0x7FFF_FFC7 - 2 * Granularity;

    private float[]? _array;
    private readonly int _start;

    private Slab(float[] array, int length)
    {
        _array = array;
        _start = AlignedStart(array);
        Length = length;
    }

    /// <summary>The number of usable floats.</summary>
    public int Length { get; }

    /// <summary>The whole block.</summary>
    /// <exception cref="ObjectDisposedException">The slab was given back.</exception>
    public Span<float> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (_array is not { } array) { Throw.Disposed(nameof(Slab)); return default; }
            return MemoryMarshal.CreateSpan(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), _start), Length);
        }
    }

    /// <summary>
    /// A zeroed slab of <paramref name="length"/> floats. Allocates unless the pool holds one of the right class.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative or above
    /// <see cref="MaxLength"/>.</exception>
    /// <exception cref="InsufficientMemoryException">So much memory is not free; nothing was allocated.</exception>
    public static Slab Rent(int length)
    {
        if (length is < 0 or > MaxLength) Throw.OutOfRange(nameof(length), length, $"between 0 and {MaxLength}");
        MemoryBudget.Require((long)length * sizeof(float), "A buffer");
        var slab = new Slab(SlabPool.Rent(length + Granularity), length);
        slab.Span.Clear();
        return slab;
    }

    /// <summary>Gives the block back to the pool.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _array, null) is { } array) SlabPool.Return(array);
    }

    private static unsafe int AlignedStart(float[] array)
    {
        var address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
        return (int)((64 - (address & 63)) & 63) / sizeof(float);
    }
}
