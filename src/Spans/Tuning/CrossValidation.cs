using Spans.Data;
using Spans.Random;

namespace Spans.Tuning;

/// <summary>
/// k-fold cross-validation: every row is validated on once, by a network trained on the other folds. Stratified where there are
/// labels.
/// </summary>
public static class CrossValidation
{
    private const uint Stream = 0x7E57_0004;

    /// <summary>Deals rows into folds as one deals cards, each class in turn, after shuffling.</summary>
    /// <param name="view">The rows.</param>
    /// <param name="folds">Two or more, at most as many as rows.</param>
    /// <param name="seed">The seed of the shuffle.</param>
    /// <returns>For each fold the rows to train on and those to validate with, in their order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are too few or too many folds.</exception>
    public static IReadOnlyList<(DataView Train, DataView Validation)> Folds(DataView view, int folds, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (folds < 2 || folds > view.Count) Throw.OutOfRange(nameof(folds), folds, $"between 2 and the {view.Count} rows");
        var order = new int[view.Count];
        RngFill.Permutation(new Rng(seed, 0, Stream), order);
        // Stable: within a class the shuffled order stays.
        if (view.Data.IsClassification) Array.Sort(Keys(view, order), order);
        var fold = new int[view.Count];
        for (var i = 0; i < order.Length; i++) fold[order[i]] = i % folds;
        var made = new (DataView, DataView)[folds];
        for (var f = 0; f < folds; f++)
        {
            var (train, validation) = (new List<int>(), new List<int>());
            for (var i = 0; i < fold.Length; i++) (fold[i] == f ? validation : train).Add(view.Rows[i]);
            made[f] = (view.Data.View(new RowSet([.. train])), view.Data.View(new RowSet([.. validation])));
        }
        return made;
    }

    /// <summary>Scores each fold.</summary>
    /// <param name="view">The rows.</param>
    /// <param name="folds">Two or more.</param>
    /// <param name="seed">The seed of the shuffle.</param>
    /// <param name="score">Trains on the first and gives the score on the second.</param>
    public static Scores Run(DataView view, int folds, ulong seed, Func<DataView, DataView, double> score)
    {
        ArgumentNullException.ThrowIfNull(score);
        var values = new List<double>();
        foreach (var (train, validation) in Folds(view, folds, seed)) values.Add(score(train, validation));
        return new Scores(values);
    }

    private static long[] Keys(DataView view, int[] order)
    {
        var keys = new long[order.Length];
        for (var i = 0; i < order.Length; i++) keys[i] = (long)view.Data.Labels[view.Rows[order[i]]] << 32 | (uint)i;
        return keys;
    }
}

/// <summary>Scores of the same thing, tried several times.</summary>
/// <param name="Values">One or more.</param>
public sealed record Scores(IReadOnlyList<double> Values)
{
    /// <summary>Their mean.</summary>
    public double Mean
    {
        get
        {
            var sum = 0.0;
            foreach (var value in Values) sum += value;
            return sum / Values.Count;
        }
    }

    /// <summary>Their standard deviation, of a sample: divided by one less than their number; 0 for one.</summary>
    public double StandardDeviation
    {
        get
        {
            var (mean, sum) = (Mean, 0.0);
            foreach (var value in Values) sum += (value - mean) * (value - mean);
            return Values.Count < 2 ? 0 : Math.Sqrt(sum / (Values.Count - 1));
        }
    }
}
