namespace Spans.Training;

/// <summary>The share of rows whose class is right. Adding allocates nothing.</summary>
/// <param name="units">Outputs of a row; one output tells two classes apart.</param>
/// <param name="threshold">With one output, above it is class 1: 0 for logits (the default), 0.5 for probabilities.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="units"/> is not positive or the threshold is NaN.</exception>
public sealed class Accuracy(int units, float threshold = 0)
{
    private readonly ClassScores _scores = new(units, threshold);

    /// <summary>Rows seen.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows whose class was right; a row with a NaN is wrong.</summary>
    public long Right { get; private set; }

    /// <summary>Right rows over rows; NaN before the first.</summary>
    public double Value => (double)Right / Rows;

    /// <summary>Counts a batch.</summary>
    /// <param name="scores">[rows, units] logits or probabilities; the largest wins, on a tie the lowest class.</param>
    /// <param name="labels">[rows].</param>
    /// <exception cref="ArgumentException">Lengths differ, or a label is no class.</exception>
    public void Add(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels)
    {
        _scores.Check(scores, labels);
        var right = 0;
        for (var row = 0; row < labels.Length; row++)
            if (_scores.Of(scores.Slice(row * _scores.Units, _scores.Units)) == labels[row]) right++;
        Rows += labels.Length;
        Right += right;
    }

    /// <summary>Forgets everything.</summary>
    public void Reset() => Rows = Right = 0;

    /// <summary>Stands where another one stood.</summary>
    internal void GoTo(long rows, long right) => (Rows, Right) = (rows, right);
}
