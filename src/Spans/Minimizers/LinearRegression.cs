using System.Numerics;

namespace Spans.Minimizers;

/// <summary>
/// y = x · w + c with the least Σ (y − t)² + λ ‖w‖²: the closed-form baseline for regression. The intercept c is not penalised,
/// as in scikit-learn: features and targets are centred first.
/// </summary>
public sealed record LinearRegression
{
    private readonly double[] _weights;

    private LinearRegression(double[] weights, double intercept, int rank) =>
        (_weights, Intercept, Rank) = (weights, intercept, rank);

    /// <summary>w.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>c.</summary>
    public double Intercept { get; }

    /// <summary>Independent features; below their number, the dependent ones have weight zero.</summary>
    public int Rank { get; }

    /// <summary>Fits.</summary>
    /// <param name="features">[rows, features], row-major.</param>
    /// <param name="targets">[rows].</param>
    /// <param name="ridge">λ, zero or more.</param>
    /// <exception cref="ArgumentException">Lengths do not fit, there is no row, or a number is not finite.</exception>
    public static LinearRegression Fit<T>(ReadOnlySpan<T> features, ReadOnlySpan<T> targets, double ridge = 0)
        where T : struct, IFloatingPointIeee754<T>
    {
        var m = targets.Length;
        if (m == 0) Throw.Argument(nameof(targets), "targets must hold at least one row.");
        if (features.Length == 0 || features.Length % m != 0)
            Throw.Argument(nameof(features), $"features holds {features.Length} elements, no multiple of targets' {m} rows.");
        var n = features.Length / m;
        var (centred, means) = (new double[features.Length], new double[n]);
        Vectors.Convert(features, centred.AsSpan());
        for (var i = 0; i < m; i++) Vectors.AddScaled<double>(1.0 / m, centred.AsSpan(i * n, n), means);
        for (var i = 0; i < m; i++) Vectors.AddScaled<double>(-1, means, centred.AsSpan(i * n, n));
        var right = new double[m];
        Vectors.Convert(targets, right.AsSpan());
        var mean = 0.0;
        foreach (var target in right) mean += target / m;
        for (var i = 0; i < m; i++) right[i] -= mean;
        var weights = new double[n];
        var fit = LinearLeastSquares.Solve<double>(centred, right, weights, ridge);
        return new LinearRegression(weights, mean - Vectors.Dot<double>(weights, means), fit.Rank);
    }

    /// <summary>Predicts one row.</summary>
    /// <param name="features">[features].</param>
    /// <exception cref="ArgumentException">The number of features is not that of the fit.</exception>
    public double Predict<T>(ReadOnlySpan<T> features) where T : struct, IFloatingPointIeee754<T>
    {
        Throw.IfNotLength(features.Length, _weights.Length);
        var sum = Intercept;
        for (var i = 0; i < features.Length; i++) sum += _weights[i] * double.CreateTruncating(features[i]);
        return sum;
    }
}
