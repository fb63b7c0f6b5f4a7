using Spans.Random;

namespace Spans.Tuning;

/// <summary>
/// The tree-structured Parzen estimator (Bergstra et al. 2011): of the trials so far, the best quarter and the rest each give a
/// density for every hyperparameter; of some candidates drawn from the first, the one with the largest ratio of the two is tried.
/// </summary>
public sealed class TpeSearch : ISearch
{
    private const uint Stream = 0x7E57_0003;
    private const double Good = 0.25;

    // 24, as Bergstra has it, cling to what is known: 0.984 against 0.989.
    private const int Candidates = 8;

    /// <summary>Random trials before the first suggestion. Default 8.</summary>
    public int Startup { get; init; } = 8;

    /// <inheritdoc/>
    public string Name => "tpe";

    // Few enough to learn from, enough to keep a machine's threads busy.
    /// <inheritdoc/>
    public int Generation(int trials) => 4;

    /// <inheritdoc/>
    public void Suggest(int trial, ulong seed, SearchSpace space, IReadOnlyList<TrialResult> earlier, Span<double> point)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(earlier);
        RandomSearch.Fill(trial, seed, point);
        var ranked = Ranking.Best(earlier, int.MaxValue);
        if (ranked.Count < Math.Max(2, Startup)) return;
        var good = Math.Max(1, (int)Math.Ceiling(Good * ranked.Count));
        for (var i = 0; i < point.Length; i++)
        {
            var (better, worse) = (Positions(ranked, 0, good, space, i), Positions(ranked, good, ranked.Count, space, i));
            var rng = new Rng(seed, (ulong)trial, Stream + (uint)i);
            point[i] = space.Dimensions[i].Choices is > 0 and var choices
                ? PickChoice(rng, better, worse, choices)
                : PickNumber(rng, new Parzen(better), new Parzen(worse));
        }
    }

    private static double PickNumber(Rng rng, Parzen better, Parzen worse)
    {
        var (best, most) = (0.0, double.NegativeInfinity);
        for (var c = 0; c < Candidates; c++)
        {
            var x = better.Draw(rng, (ulong)c);
            var gain = Math.Log(better.Density(x)) - Math.Log(worse.Density(x));
            if (gain > most) (best, most) = (x, gain);
        }
        return best;
    }

    // Drawn by the ratio instead of taking the largest, or the first choice that does well would be the only one tried (0.973
    // against 0.986 on the tests' study of 40 trials). One of each is counted beforehand, so that nothing is ever ruled out.
    private static double PickChoice(Rng rng, List<double> better, List<double> worse, int choices)
    {
        var (good, bad) = (Counts(better, choices), Counts(worse, choices));
        var total = 0.0;
        for (var c = 0; c < choices; c++) total += good[c] /= bad[c];
        var drawn = rng.Uniform(0) * total;
        var pick = 0;
        for (; pick < choices - 1 && drawn >= good[pick]; pick++) drawn -= good[pick];
        return (pick + 0.5) / choices;
    }

    private static double[] Counts(List<double> positions, int choices)
    {
        var counts = new double[choices];
        Array.Fill(counts, 1);
        foreach (var position in positions) counts[Math.Min(choices - 1, (int)(position * choices))]++;
        return counts;
    }

    // A trial whose condition did not hold says nothing about the hyperparameter.
    private static List<double> Positions(List<TrialResult> ranked, int from, int to, SearchSpace space, int dimension)
    {
        var positions = new List<double>();
        for (var i = from; i < to; i++)
            if (ranked[i].Settings.Has(space.Dimensions[dimension].Name)) positions.Add(ranked[i].Point[dimension]);
        return positions;
    }
}
