using Spans.Random;

namespace Spans.Tuning;

/// <summary>
/// Random search in rounds: the first over the whole ranges, each further one over ranges narrowed to where the best trials so
/// far lie, choices to those the best trials made.
/// </summary>
/// <param name="rounds">Rounds, one or more. Default 3.</param>
public sealed class CoarseToFineSearch(int rounds = 3) : ISearch
{
    private const uint Stream = 0x7E57_0002;

    // The best fifth, and two at least, say where to look.
    private const int Kept = 5;

    /// <summary>Rounds.</summary>
    public int Rounds { get; } = rounds > 0 ? rounds
        : throw new ArgumentOutOfRangeException(nameof(rounds), rounds, $"rounds is {rounds} but must be one or more.");

    /// <inheritdoc/>
    public string Name => "coarse-to-fine";

    /// <inheritdoc/>
    public int Generation(int trials) => Math.Max(1, (trials + Rounds - 1) / Rounds);

    /// <inheritdoc/>
    public void Suggest(int trial, ulong seed, SearchSpace space, IReadOnlyList<TrialResult> earlier, Span<double> point)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(earlier);
        var best = Ranking.Best(earlier, Math.Max(2, earlier.Count / Kept));
        if (best.Count == 0)
        {
            RandomSearch.Fill(trial, seed, point);
            return;
        }
        var rng = new Rng(seed, (ulong)trial, Stream);
        for (var i = 0; i < point.Length; i++)
        {
            var u = rng.Uniform((ulong)(2 * i));
            if (space.Dimensions[i].Choices > 0)
            {
                point[i] = best[rng.Below((ulong)(2 * i + 1), best.Count)].Point[i];
                continue;
            }
            var (low, high) = (1.0, 0.0);
            foreach (var result in best) (low, high) = (Math.Min(low, result.Point[i]), Math.Max(high, result.Point[i]));
            // Half as much again on each side: the optimum may lie just outside, and two that agree must not close the range.
            var margin = Math.Max(0.5 * (high - low), 0.05);
            (low, high) = (Math.Max(0, low - margin), Math.Min(1, high + margin));
            point[i] = Math.Min(low + u * (high - low), 1 - 1e-9);
        }
    }
}
