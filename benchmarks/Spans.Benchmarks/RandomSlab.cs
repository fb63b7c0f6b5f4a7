using Spans.Memory;

namespace Spans.Benchmarks;

/// <summary>Slabs of random numbers.</summary>
internal static class RandomSlab
{
    /// <summary>Normal, mean 0.</summary>
    public static Slab Normal(int length, float deviation)
    {
        var random = new System.Random(11);
        var slab = Slab.Rent(length);
        foreach (ref var x in slab.Span)
            x = deviation
            * (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return slab;
    }
}
