using System.Collections.Concurrent;
using System.Numerics;

namespace Spans.Memory;

/// <summary>
/// Keeps pinned arrays for reuse, by size class: four classes to a power of two, so at most a fifth is slack.
/// Holds at most <see cref="MaxPooledBytes"/>; what comes back beyond that is left to the collector.
/// </summary>
public static class SlabPool
{
    /// <summary>The most bytes the pool keeps: 256 MiB.</summary>
    public const long MaxPooledBytes = 256L << 20;

    private static readonly ConcurrentDictionary<int, ConcurrentBag<float[]>> s_byLength = new();
    private static long s_pooledBytes;

    /// <summary>The bytes the pool holds now.</summary>
    public static long PooledBytes => Interlocked.Read(ref s_pooledBytes);

    /// <summary>Drops everything the pool holds.</summary>
    public static void Trim()
    {
        foreach (var bag in s_byLength.Values)
            while (bag.TryTake(out var array)) Interlocked.Add(ref s_pooledBytes, -Bytes(array));
    }

    internal static float[] Rent(int length)
    {
        var size = ClassOf(length);
        if (s_byLength.TryGetValue(size, out var bag) && bag.TryTake(out var array))
        {
            Interlocked.Add(ref s_pooledBytes, -Bytes(array));
            return array;
        }
        return GC.AllocateUninitializedArray<float>(size, pinned: true);
    }

    internal static void Return(float[] array)
    {
        if (Interlocked.Add(ref s_pooledBytes, Bytes(array)) > MaxPooledBytes)
        {
            Interlocked.Add(ref s_pooledBytes, -Bytes(array));
            return;
        }
        s_byLength.GetOrAdd(array.Length, static _ => []).Add(array);
    }

    internal static int ClassOf(int length)
    {
        if (length <= 64) return 64;
        var quarter = 1L << (BitOperations.Log2((uint)(length - 1)) - 2);
        return (int)Math.Min((length + quarter - 1) / quarter * quarter, 0x7FFF_FFC7);
    }

    private static long Bytes(float[] array) => (long)array.Length * sizeof(float);
}
