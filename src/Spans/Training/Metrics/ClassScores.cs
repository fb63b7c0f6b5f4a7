namespace Spans.Training;

/// <summary>
/// How rows of scores say which class they mean: the largest of several outputs, or one output against a threshold. Scores may be
/// logits or probabilities.
/// </summary>
internal readonly struct ClassScores
{
    private readonly float _threshold;

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="units"/> is not positive or the threshold is
    /// NaN.</exception>
    public ClassScores(int units, float threshold)
    {
        Throw.IfNotPositive(units);
        if (float.IsNaN(threshold)) Throw.OutOfRange(nameof(threshold), threshold, "a number");
        Units = units;
        _threshold = threshold;
    }

    /// <summary>Outputs of a row.</summary>
    public int Units { get; }

    /// <summary>Classes told apart: two for one output.</summary>
    public int Classes => Math.Max(2, Units);

    /// <summary>The class of a row: on a tie the lowest; −1 where an output is NaN, which is never right.</summary>
    public int Of(ReadOnlySpan<float> row)
    {
        if (row.Length == 1) return float.IsNaN(row[0]) ? -1 : row[0] > _threshold ? 1 : 0;
        var (best, largest) = (0, row[0]);
        // A NaN fails every comparison, so it can only hide as the first or behind "not less or equal".
        for (var i = 0; i < row.Length; i++)
        {
            if (row[i] <= largest) continue;
            if (float.IsNaN(row[i])) return -1;
            (best, largest) = (i, row[i]);
        }
        return best;
    }

    /// <summary>Throws unless scores and labels are of the same rows and every label is a class.</summary>
    public void Check(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels)
    {
        Throw.IfNotLength(scores.Length, (long)labels.Length * Units);
        var row = labels.IndexOfAnyExceptInRange(0, Classes - 1);
        if (row >= 0) Throw.OutOfRange($"{nameof(labels)}[{row}]", labels[row], $"between 0 and {Classes - 1}");
    }
}
