using System.Numerics;

namespace Spans.Minimizers;

/// <summary>
/// A neuron with a step activation, class = sign(w · x + c), and its learning rule: for each misclassified row, w += label · x
/// and c += label. On separable data it makes at most (R/γ)² updates, where R is the largest norm of a row with its constant 1
/// and γ the margin of any separating plane through the origin of that space. Source: Rosenblatt 1958; Novikoff 1962.
/// </summary>
public sealed class Perceptron
{
    private readonly double[] _weights;

    private Perceptron(double[] weights) => _weights = weights;

    /// <summary>w, and c last.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>Whether the last sweep over the rows found no mistake.</summary>
    public bool Separated { get; private init; }

    /// <summary>How often the weights changed.</summary>
    public long Updates { get; private init; }

    /// <summary>Sweeps over all rows, the last included.</summary>
    public int Sweeps { get; private init; }

    /// <summary>
    /// (R/γ)² for the margin γ of the plane found: an upper bound of <see cref="Updates"/>, since it holds for every separating
    /// plane. +∞ where none was found.
    /// </summary>
    public double Bound { get; private init; }

    /// <summary>Learns.</summary>
    /// <param name="features">[rows, features], row-major.</param>
    /// <param name="labels">[rows]: +1 or −1.</param>
    /// <param name="maxSweeps">The budget.</param>
    /// <exception cref="ArgumentException">Lengths do not fit, or a label is neither +1 nor −1.</exception>
    public static Perceptron Fit<T>(ReadOnlySpan<T> features, ReadOnlySpan<int> labels, int maxSweeps = 1000)
        where T : struct, IFloatingPointIeee754<T>
    {
        var m = labels.Length;
        Throw.IfNotPositive(maxSweeps);
        if (m == 0) Throw.Argument(nameof(labels), "labels must hold at least one row.");
        if (features.Length == 0 || features.Length % m != 0)
            Throw.Argument(nameof(features), $"features holds {features.Length} elements, no multiple of labels' {m} rows.");
        for (var i = 0; i < m; i++)
            if (labels[i] is not (1 or -1)) Throw.Argument(nameof(labels), $"labels[{i}] is {labels[i]} but must be 1 or -1.");
        if (!Vectors.AllFinite(features)) Throw.Argument(nameof(features), "features holds a number that is not finite.");

        var n = features.Length / m;
        var rows = new double[features.Length];
        Vectors.Convert(features, rows.AsSpan());
        var weights = new double[n + 1];
        var (updates, sweeps, mistakes) = (0L, 0, 1);
        while (mistakes > 0 && sweeps < maxSweeps)
        {
            mistakes = 0;
            sweeps++;
            for (var i = 0; i < m; i++)
            {
                var row = rows.AsSpan(i * n, n);
                if (labels[i] * Score(weights, row) > 0) continue;
                Vectors.AddScaled<double>(labels[i], row, weights.AsSpan(0, n));
                weights[n] += labels[i];
                mistakes++;
            }
            updates += mistakes;
        }
        return new Perceptron(weights)
        {
            Separated = mistakes == 0,
            Updates = updates,
            Sweeps = sweeps,
            Bound = mistakes == 0 ? BoundOf(weights, rows, labels) : double.PositiveInfinity,
        };
    }

    /// <summary>+1 or −1.</summary>
    /// <param name="features">[features].</param>
    /// <exception cref="ArgumentException">The number of features is not that of the fit.</exception>
    public int Predict(ReadOnlySpan<double> features)
    {
        Throw.IfNotLength(features.Length, _weights.Length - 1);
        return Score(_weights, features) > 0 ? 1 : -1;
    }

    /// <summary>One line: "separated after 12 updates (at most 40.3 by the convergence theorem)".</summary>
    public override string ToString() => Separated
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"separated after {Updates} updates in {Sweeps} sweeps (at most {Bound:F1} by the convergence theorem)")
        : string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"not separable within budget: {Updates} updates in {Sweeps} sweeps");

    private static double Score(ReadOnlySpan<double> weights, ReadOnlySpan<double> row) =>
        Vectors.Dot(weights[..^1], row) + weights[^1];

    private static double BoundOf(ReadOnlySpan<double> weights, ReadOnlySpan<double> rows, ReadOnlySpan<int> labels)
    {
        var n = weights.Length - 1;
        var (radius, margin) = (0.0, double.PositiveInfinity);
        for (var i = 0; i < labels.Length; i++)
        {
            var row = rows.Slice(i * n, n);
            radius = Math.Max(radius, Vectors.Dot(row, row) + 1);
            margin = Math.Min(margin, labels[i] * Score(weights, row));
        }
        return radius * Vectors.Dot(weights, weights) / (margin * margin);
    }
}
