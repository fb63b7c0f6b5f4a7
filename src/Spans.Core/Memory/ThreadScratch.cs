namespace Spans.Memory;

/// <summary>
/// Floats that belong to the calling thread until it asks again: room for a kernel's packed operands. Allocates only when a
/// thread asks for more than ever before; what they hold is left from the last use.
/// </summary>
internal static class ThreadScratch
{
    [ThreadStatic]
    private static Slab? t_slab;

    /// <summary>At least <paramref name="length"/> floats on a 64-byte boundary that do not move.</summary>
    public static Span<float> Of(int length)
    {
        if (t_slab is null || t_slab.Length < length)
        {
            t_slab?.Dispose();
            t_slab = Slab.Rent(length);
        }
        return t_slab.Span;
    }
}
