using Spans.Minimizers;

namespace Spans.Tests.Minimizers;

public class PerceptronTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Fit_OfAHundredSeparablePoints_SeparatesWithinTheBound(int seed)
    {
        // Points of the square at least 0.1 from the line 0.6 x − 0.8 y = 0.1.
        var random = new System.Random(seed);
        var (features, labels) = (new double[200], new int[100]);
        for (var i = 0; i < 100;)
        {
            var (x, y) = (2 * random.NextDouble() - 1, 2 * random.NextDouble() - 1);
            var distance = 0.6 * x - 0.8 * y - 0.1;
            if (Math.Abs(distance) < 0.1) continue;
            (features[2 * i], features[2 * i + 1], labels[i++]) = (x, y, Math.Sign(distance));
        }
        var perceptron = Perceptron.Fit<double>(features, labels);
        output.WriteLine(perceptron.ToString());
        Assert.True(perceptron.Separated);
        for (var i = 0; i < 100; i++) Assert.Equal(labels[i], perceptron.Predict(features.AsSpan(2 * i, 2)));
        // Novikoff for the known plane: R² = max ‖(x, 1)‖² ≤ 3, γ ≥ 0.1 / ‖(0.6, −0.8, −0.1)‖.
        Assert.InRange(perceptron.Updates, 1, 3 * 1.01 / 0.01);
        var bound = SquaredRadius(features) * SquaredLeastWeights(features, labels);
        output.WriteLine($"{perceptron.Updates} updates; (R/γ)² = {bound:F1} for the largest margin there is");
        Assert.InRange(perceptron.Updates, 1, bound);
        Assert.InRange(bound, 1, perceptron.Bound * (1 + 1e-6));
        Assert.InRange(perceptron.Updates, 1, perceptron.Bound);
        Assert.Contains("separated after", perceptron.ToString());
    }

    private static double SquaredRadius(double[] features)
    {
        var largest = 0.0;
        for (var i = 0; i < features.Length; i += 2)
            largest = Math.Max(largest, features[i] * features[i] + features[i + 1] * features[i + 1] + 1);
        return largest;
    }

    // 1/γ² of the largest margin: the least ‖(w, c)‖² with label · (w · x + c) ≥ 1 for all rows.
    private static double SquaredLeastWeights(double[] features, int[] labels)
    {
        var problem = new Problem<double>(Function.Vector<double>(3, 3, (w, r) => w.CopyTo(r),
            (_, j) => { j.Clear(); (j[0], j[4], j[8]) = (1, 1, 1); }))
        {
            Inequalities = Function.Vector<double>(3, labels.Length,
                (w, g) =>
                {
                    for (var i = 0; i < g.Length; i++)
                        g[i] = 1 - labels[i] * (w[0] * features[2 * i] + w[1] * features[2 * i + 1] + w[2]);
                },
                (_, j) =>
                {
                    for (var i = 0; i < labels.Length; i++)
                        (j[3 * i], j[3 * i + 1], j[3 * i + 2]) =
                            (-labels[i] * features[2 * i], -labels[i] * features[2 * i + 1], -labels[i]);
                }),
        };
        var report = new InteriorPoint().Minimize(problem, [0, 0, 0]).Report;
        Assert.True(report.Converged, report.ToString());
        return 2 * report.Value;
    }

    [Fact]
    public void Fit_OfAnd_IsTheHandCalculation()
    {
        // Rows (0,0), (0,1), (1,0), (1,1), class +1 only for the last; from zero weights.
        // Sweep 1: row 0 wrong → c −1; rows 1, 2 right; row 3 score −1 wrong → w (1,1), c 0. Two updates, and so on to (2,1), −3…
        var perceptron = Perceptron.Fit<float>([0, 0, 0, 1, 1, 0, 1, 1], [-1, -1, -1, 1]);
        Assert.True(perceptron.Separated);
        Assert.Equal(-1, perceptron.Predict([0, 1]));
        Assert.Equal(1, perceptron.Predict([1, 1]));
        Assert.InRange(perceptron.Updates, 2, perceptron.Bound);
    }

    [Fact]
    public void Fit_OfXor_IsNotSeparableWithinBudget()
    {
        var perceptron = Perceptron.Fit<double>([0, 0, 0, 1, 1, 0, 1, 1], [-1, 1, 1, -1], 500);
        output.WriteLine(perceptron.ToString());
        Assert.False(perceptron.Separated);
        Assert.Equal(500, perceptron.Sweeps);
        Assert.Equal(double.PositiveInfinity, perceptron.Bound);
        Assert.StartsWith("not separable within budget", perceptron.ToString());
    }

    [Fact]
    public void Fit_WithArgumentsThatDoNotFit_Throws()
    {
        Assert.Contains("labels[1] is 0", Assert.Throws<ArgumentException>(() => Perceptron.Fit<double>([1, 2], [1, 0])).Message);
        Assert.Throws<ArgumentException>(() => Perceptron.Fit<double>([1, 2, 3], [1, -1]));
        Assert.Throws<ArgumentException>(() => Perceptron.Fit<double>([], []));
        Assert.Throws<ArgumentException>(() => Perceptron.Fit<double>([double.NaN], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Perceptron.Fit<double>([1], [1], 0));
    }
}
