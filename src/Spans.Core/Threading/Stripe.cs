using System.Runtime.CompilerServices;

namespace Spans.Threading;

/// <summary>Cuts a range into nearly equal contiguous parts.</summary>
public static class Stripe
{
    /// <summary>Part <paramref name="part"/> of <paramref name="length"/> items cut into <paramref name="parts"/>.</summary>
    /// <param name="length">The number of items, zero or more.</param>
    /// <param name="part">Between 0 and <paramref name="parts"/> − 1.</param>
    /// <param name="parts">One or more.</param>
    /// <param name="granularity">Every boundary but the last is a multiple of it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (int Start, int End) Of(int length, int part, int parts, int granularity = 1)
    {
        var blocks = ((long)length + granularity - 1) / granularity;
        var start = Math.Min(length, blocks * part / parts * granularity);
        var end = Math.Min(length, blocks * (part + 1) / parts * granularity);
        return ((int)start, (int)end);
    }
}
