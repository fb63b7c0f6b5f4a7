using Spans.Random;

namespace Spans.Data;

/// <summary>The order of rows in an epoch or a split: a function of the generator alone.</summary>
internal static class RowOrder
{
    /// <summary>Permutes <paramref name="rows"/> uniformly (Fisher-Yates).</summary>
    internal static void Shuffle(Rng rng, Span<int> rows)
    {
        var state = Mix(rng.Seed ^ Mix(rng.Step ^ Mix(rng.Stream)));
        for (var i = rows.Length - 1; i > 0; i--)
        {
            state += 0x9E37_79B9_7F4A_7C15;
            var j = (int)Math.BigMul(Mix(state), (ulong)i + 1, out _);
            (rows[i], rows[j]) = (rows[j], rows[i]);
        }
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
