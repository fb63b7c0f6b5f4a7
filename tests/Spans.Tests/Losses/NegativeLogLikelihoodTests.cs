using Spans.Losses;
using Spans.Testing;

namespace Spans.Tests.Losses;

/// <summary>The gradient of each loss is that of −log of the distribution's own density, taken by central differences.</summary>
[Trait("Category", "Numeric")]
public sealed class NegativeLogLikelihoodTests
{
    [Fact]
    public void Gaussian_Gradient_IsThatOfItsDensity() => Check(
        NegativeLogLikelihood.Gaussian,
        new() { Batch = 1, Units = 3, Prediction = [0.5f, -1, 2], Values = [1, 1, 1] },
        y => Density(y[0], 1, 1) * Density(y[1], 1, 1) * Density(y[2], 1, 1));

    [Fact]
    public void GaussianWithVariance_Gradient_IsThatOfItsDensity() => Check(
        NegativeLogLikelihood.GaussianWithVariance,
        new() { Batch = 1, Units = 2, Prediction = [0.5f, -0.7f], Values = [1.25f] },
        y => Density(y[0], 1.25, Math.Exp(y[1])));

    [Fact]
    public void Bernoulli_Gradient_IsThatOfItsProbability() => Check(
        NegativeLogLikelihood.Bernoulli,
        new() { Batch = 1, Units = 1, Prediction = [0.8f], Labels = [0] },
        y => 1 - 1 / (1 + Math.Exp(-y[0])));

    [Fact]
    public void Categorical_Gradient_IsThatOfItsProbability() => Check(
        NegativeLogLikelihood.Categorical,
        new() { Batch = 1, Units = 3, Prediction = [0.8f, -1, 0.1f], Labels = [1] },
        y => Math.Exp(y[1]) / (Math.Exp(y[0]) + Math.Exp(y[1]) + Math.Exp(y[2])));

    private static double Density(double mean, double t, double variance) =>
        Math.Exp(-(t - mean) * (t - mean) / (2 * variance)) / Math.Sqrt(2 * Math.PI * variance);

    private static void Check(ILoss loss, LossCase batch, Func<double[], double> probability)
    {
        batch.Evaluate(loss, out var gradient);
        var y = Array.ConvertAll(batch.Prediction, value => (double)value);
        for (var i = 0; i < y.Length; i++)
        {
            var (kept, step) = (y[i], 1e-6);
            y[i] = kept + step;
            var above = -Math.Log(probability(y));
            y[i] = kept - step;
            var below = -Math.Log(probability(y));
            y[i] = kept;
            Tolerance.Loss.Check((above - below) / (2 * step), gradient[i], $"gradient[{i}]");
        }
    }
}
