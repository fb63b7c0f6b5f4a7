namespace Spans.Training;

/// <summary>The share of rows whose class is among the k highest scores. Adding allocates nothing.</summary>
public sealed class TopKAccuracy
{
    private readonly ClassScores _scores;

    /// <summary>A top-k accuracy.</summary>
    /// <param name="units">Outputs of a row, two or more.</param>
    /// <param name="k">Between 1 and <paramref name="units"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is out of its range.</exception>
    public TopKAccuracy(int units, int k)
    {
        if (units < 2) Throw.OutOfRange(nameof(units), units, "two or more");
        if (k < 1 || k > units) Throw.OutOfRange(nameof(k), k, $"between 1 and {units}");
        _scores = new(units, 0);
        K = k;
    }

    /// <summary>How many classes may be named.</summary>
    public int K { get; }

    /// <summary>Rows seen.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows whose class was among the k; a row with a NaN is wrong.</summary>
    public long Right { get; private set; }

    /// <summary>Right rows over rows; NaN before the first.</summary>
    public double Value => (double)Right / Rows;

    /// <summary>Counts a batch.</summary>
    /// <param name="scores">[rows, units] logits or probabilities; on a tie the lower class comes first.</param>
    /// <param name="labels">[rows].</param>
    /// <exception cref="ArgumentException">Lengths differ, or a label is no class.</exception>
    public void Add(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels)
    {
        _scores.Check(scores, labels);
        var right = 0;
        for (var row = 0; row < labels.Length; row++)
            if (Rank(scores.Slice(row * _scores.Units, _scores.Units), labels[row]) < K) right++;
        Rows += labels.Length;
        Right += right;
    }

    /// <summary>Forgets everything.</summary>
    public void Reset() => Rows = Right = 0;

    // How many classes come before this one.
    private static int Rank(ReadOnlySpan<float> row, int label)
    {
        var (rank, score) = (0, row[label]);
        for (var i = 0; i < row.Length; i++)
        {
            if (float.IsNaN(row[i])) return int.MaxValue;
            if (row[i] > score || (row[i] == score && i < label)) rank++;
        }
        return rank;
    }
}
