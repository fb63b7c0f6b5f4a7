using System.Numerics;
using Spans.Random;

namespace Spans.Minimizers;

/// <summary>How starts are drawn from a box.</summary>
public enum Sampling
{
    /// <summary>
    /// Each variable's range is cut into as many strata as there are starts, and each stratum holds one. Source: McKay, Beckman
    /// and Conover 1979.
    /// </summary>
    LatinHypercube,

    /// <summary>Independent and uniform.</summary>
    Random,
}

/// <summary>Draws starts.</summary>
internal static class StartPoints
{
    private const double Unit = 1.0 / (1L << 53);

    /// <summary>Fills [starts, n] from the box [lower, upper].</summary>
    public static void Fill<T>(Sampling sampling, ulong seed, ReadOnlySpan<T> lower, ReadOnlySpan<T> upper, Span<T> points)
        where T : struct, IFloatingPointIeee754<T>
    {
        var n = lower.Length;
        var starts = points.Length / n;
        var strata = new int[starts];
        for (var j = 0; j < n; j++)
        {
            var (low, high) = (double.CreateTruncating(lower[j]), double.CreateTruncating(upper[j]));
            if (!(low <= high) || !double.IsFinite(high - low))
                Throw.Argument(nameof(upper), $"Starts need a finite range, but variable {j} has [{low}, {high}].");
            // A stream for each variable: elements 0, 1, … place the starts, the child's shuffle the strata.
            var rng = new Rng(seed, 0, (uint)j);
            if (sampling == Sampling.LatinHypercube) Shuffle(rng.Child(0), strata);
            for (var i = 0; i < starts; i++)
            {
                var share = (rng.Bits64((ulong)i) >> 11) * Unit;
                if (sampling == Sampling.LatinHypercube) share = (strata[i] + share) / starts;
                points[i * n + j] = T.CreateTruncating(low + share * (high - low));
            }
        }
    }

    private static void Shuffle(Rng rng, Span<int> strata)
    {
        for (var i = 0; i < strata.Length; i++)
        {
            var k = rng.Below((ulong)i, i + 1);
            (strata[i], strata[k]) = (strata[k], i);
        }
    }
}
