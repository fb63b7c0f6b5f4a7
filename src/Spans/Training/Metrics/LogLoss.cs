using Spans.Losses;

namespace Spans.Training;

/// <summary>
/// −log of the probability given to the right class, the mean over rows, as scikit-learn's <c>log_loss</c>. From logits it is
/// computed without forming probabilities, so it is exact and finite; probabilities are kept above 1e-15. Adding allocates
/// nothing.
/// </summary>
public sealed class LogLoss
{
    private const double LeastProbability = 1e-15;
    private readonly ClassScores _scores;
    private readonly Link _link;
    private double _sum;

    /// <summary>A log-loss.</summary>
    /// <param name="units">Outputs of a row; one output is the probability or logit of class 1.</param>
    /// <param name="link">What makes probabilities of the outputs: nothing, the sigmoid (one output) or softmax
    /// (several).</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="units"/> is not positive or does not go with the
    /// link.</exception>
    public LogLoss(int units, Link link)
    {
        _scores = new(units, 0);
        if (link is Link.Sigmoid && units != 1) Throw.OutOfRange(nameof(units), units, "1 for the sigmoid");
        if (link is Link.Softmax && units == 1) Throw.OutOfRange(nameof(units), units, "two or more for softmax");
        _link = link;
    }

    /// <summary>Rows seen.</summary>
    public long Rows { get; private set; }

    /// <summary>The mean; NaN before the first row.</summary>
    public double Value => _sum / Rows;

    /// <summary>Adds a batch.</summary>
    /// <param name="outputs">[rows, units].</param>
    /// <param name="labels">[rows].</param>
    /// <exception cref="ArgumentException">Lengths differ, or a label is no class.</exception>
    public void Add(ReadOnlySpan<float> outputs, ReadOnlySpan<int> labels)
    {
        _scores.Check(outputs, labels);
        for (var row = 0; row < labels.Length; row++)
            _sum += Of(outputs.Slice(row * _scores.Units, _scores.Units), labels[row]);
        Rows += labels.Length;
    }

    /// <summary>Forgets everything.</summary>
    public void Reset() => (_sum, Rows) = (0, 0);

    private double Of(ReadOnlySpan<float> row, int label) => _link switch
    {
        Link.Softmax => LogSumOfExponentials(row) - row[label],
        Link.Sigmoid => Softplus(label == 1 ? -(double)row[0] : row[0]),
        _ => -Math.Log(Math.Clamp(row.Length > 1 ? row[label] : label == 1 ? row[0] : 1.0 - row[0], LeastProbability, 1)),
    };

    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    private static double LogSumOfExponentials(ReadOnlySpan<float> row)
    {
        double largest = row[0];
        foreach (var x in row) largest = Math.Max(largest, x);
        var sum = 0.0;
        foreach (var x in row) sum += Math.Exp(x - largest);
        return largest + Math.Log(sum);
    }
}
