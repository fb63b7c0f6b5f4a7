namespace Spans.Training;

/// <summary>
/// The area under the receiver operating characteristic of two classes: the probability that a random row of class 1 scores above
/// a random row of class 0, ties counted half (Mann and Whitney 1947). Keeps every score; adding allocates nothing up to the
/// capacity.
/// </summary>
public sealed class RocAuc
{
    private readonly int _units;
    private readonly float[] _scores;
    private readonly bool[] _isPositive;
    private int _rows;

    /// <summary>An empty curve.</summary>
    /// <param name="units">Outputs of a row: 1, or 2 of which the second speaks for class 1.</param>
    /// <param name="capacity">The most rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are more than two outputs, or the capacity is negative.</exception>
    public RocAuc(int units, int capacity)
    {
        if (units is not (1 or 2)) Throw.OutOfRange(nameof(units), units, "1 or 2");
        Throw.IfNegative(capacity);
        _units = units;
        _scores = new float[capacity];
        _isPositive = new bool[capacity];
    }

    /// <summary>Adds a batch.</summary>
    /// <param name="scores">[rows, units] logits or probabilities; of two outputs the difference counts.</param>
    /// <param name="labels">[rows] of 0 and 1.</param>
    /// <exception cref="ArgumentException">Lengths differ, a label is neither, or the capacity is passed.</exception>
    public void Add(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels)
    {
        new ClassScores(_units, 0).Check(scores, labels);
        if (labels.Length > _scores.Length - _rows)
            Throw.OutOfRange(
                nameof(labels), labels.Length, $"at most {_scores.Length - _rows} rows, for the capacity is {_scores.Length}");
        for (var row = 0; row < labels.Length; row++)
        {
            _scores[_rows] = _units == 1 ? scores[row] : scores[2 * row + 1] - scores[2 * row];
            _isPositive[_rows++] = labels[row] == 1;
        }
    }

    /// <summary>The area; NaN where one of the classes, or a score, is missing. Sorts what was added.</summary>
    public double Compute()
    {
        var scores = _scores.AsSpan(0, _rows);
        var isPositive = _isPositive.AsSpan(0, _rows);
        scores.Sort(isPositive);
        // NaN sorts to the front.
        if (_rows == 0 || float.IsNaN(scores[0])) return double.NaN;
        double positives = 0, won = 0;
        for (var first = 0; first < _rows;)
        {
            var (end, positive) = (first, 0);
            for (; end < _rows && scores[end] == scores[first]; end++)
                if (isPositive[end]) positive++;
            var negativesBelow = first - positives;
            won += positive * (negativesBelow + 0.5 * (end - first - positive));
            positives += positive;
            first = end;
        }
        return won / (positives * (_rows - positives));
    }

    /// <summary>Forgets everything.</summary>
    public void Reset() => _rows = 0;
}
