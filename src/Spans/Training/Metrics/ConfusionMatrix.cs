namespace Spans.Training;

/// <summary>
/// How often each class was taken for which, with precision, recall and F1. Adding allocates nothing. What would divide by zero
/// is 0, as scikit-learn's <c>zero_division=0</c>.
/// </summary>
public sealed class ConfusionMatrix
{
    private readonly ClassScores _scores;
    private readonly long[] _counts;

    /// <summary>An empty matrix.</summary>
    /// <param name="units">Outputs of a row; one output tells two classes apart.</param>
    /// <param name="threshold">With one output, above it is class 1: 0 for logits (the default), 0.5 for probabilities.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="units"/> is not positive or above 16,384, or the threshold
    /// is NaN.</exception>
    public ConfusionMatrix(int units, float threshold = 0)
    {
        _scores = new(units, threshold);
        if (units > 16_384) Throw.OutOfRange(nameof(units), units, "at most 16384: the matrix grows with its square");
        // One column more than classes: rows with a NaN were taken for none.
        _counts = new long[Classes * (Classes + 1)];
    }

    private ConfusionMatrix(ConfusionMatrix other)
    {
        _scores = other._scores;
        _counts = (long[])other._counts.Clone();
    }

    /// <summary>The number of classes.</summary>
    public int Classes => _scores.Classes;

    /// <summary>Rows of class <paramref name="actual"/> that were taken for <paramref name="predicted"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A class does not exist.</exception>
    public long this[int actual, int predicted] => _counts[Index(actual, predicted)];

    /// <summary>Adds a batch.</summary>
    /// <param name="scores">[rows, units] logits or probabilities; the largest wins, on a tie the lowest class.</param>
    /// <param name="labels">[rows].</param>
    /// <exception cref="ArgumentException">Lengths differ, or a label is no class.</exception>
    public void Add(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels)
    {
        _scores.Check(scores, labels);
        for (var row = 0; row < labels.Length; row++)
        {
            var predicted = _scores.Of(scores.Slice(row * _scores.Units, _scores.Units));
            _counts[labels[row] * (Classes + 1) + (predicted < 0 ? Classes : predicted)]++;
        }
    }

    /// <summary>Rows of class <paramref name="actual"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The class does not exist.</exception>
    public long Support(int actual)
    {
        var sum = 0L;
        foreach (var count in _counts.AsSpan(Index(actual, 0), Classes + 1)) sum += count;
        return sum;
    }

    /// <summary>Rows taken for class <paramref name="predicted"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The class does not exist.</exception>
    public long Predicted(int predicted)
    {
        var sum = 0L;
        for (var actual = 0; actual < Classes; actual++) sum += this[actual, predicted];
        return sum;
    }

    /// <summary>Of the rows taken for this class, the share that is of it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The class does not exist.</exception>
    public double Precision(int @class) => Share(this[@class, @class], Predicted(@class));

    /// <summary>Of the rows of this class, the share taken for it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The class does not exist.</exception>
    public double Recall(int @class) => Share(this[@class, @class], Support(@class));

    /// <summary>The harmonic mean of precision and recall.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The class does not exist.</exception>
    public double F1(int @class) => Share(2 * this[@class, @class], Predicted(@class) + Support(@class));

    /// <summary>The mean precision of all classes.</summary>
    public double MacroPrecision => Mean(Precision);

    /// <summary>The mean recall of all classes: the balanced accuracy.</summary>
    public double MacroRecall => Mean(Recall);

    /// <summary>The mean F1 of all classes.</summary>
    public double MacroF1 => Mean(F1);

    /// <summary>Forgets everything.</summary>
    public void Reset() => Array.Clear(_counts);

    /// <summary>A matrix of its own with the same counts. Allocates it.</summary>
    public ConfusionMatrix Copy() => new(this);

    /// <summary>[classes, classes + 1]: the last column is of rows that were taken for none.</summary>
    internal Span<long> Counts => _counts;

    private int Index(int actual, int predicted)
    {
        if ((uint)actual >= (uint)Classes) Throw.OutOfRange(nameof(actual), actual, $"between 0 and {Classes - 1}");
        if ((uint)predicted >= (uint)Classes) Throw.OutOfRange(nameof(predicted), predicted, $"between 0 and {Classes - 1}");
        return actual * (Classes + 1) + predicted;
    }

    private double Mean(Func<int, double> score)
    {
        var sum = 0.0;
        for (var i = 0; i < Classes; i++) sum += score(i);
        return sum / Classes;
    }

    private static double Share(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}
