using Spans.Minimizers;
using Spans.Testing;

namespace Spans.Tests.Minimizers;

public class LinearLeastSquaresTests
{
    // Longley 1967; certified by NIST (StRD, linear regression): deflator, GNP, unemployed, armed forces, population, year.
    private static readonly double[] s_longley =
    [
        83.0, 234289, 2356, 1590, 107608, 1947, 88.5, 259426, 2325, 1456, 108632, 1948, 88.2, 258054, 3682, 1616, 109773, 1949,
        89.5, 284599, 3351, 1650, 110929, 1950, 96.2, 328975, 2099, 3099, 112075, 1951, 98.1, 346999, 1932, 3594, 113270, 1952,
        99.0, 365385, 1870, 3547, 115094, 1953, 100.0, 363112, 3578, 3350, 116219, 1954, 101.2, 397469, 2904, 3048, 117388, 1955,
        104.6, 419180, 2822, 2857, 118734, 1956, 108.4, 442769, 2936, 2798, 120445, 1957, 110.8, 444546, 4681, 2637, 121950, 1958,
        112.6, 482704, 3813, 2552, 123366, 1959, 114.2, 502601, 3931, 2514, 125368, 1960, 115.7, 518173, 4806, 2572, 127852, 1961,
        116.9, 554894, 4007, 2827, 130081, 1962,
    ];

    private static readonly double[] s_employed =
        [60323, 61122, 60171, 61187, 63221, 63639, 64989, 63761, 66019, 67857, 68169, 66513, 68655, 69564, 69331, 70551];

    [Theory]
    [InlineData("tall", 1e-12)]
    [InlineData("square", 1e-11)]
    [InlineData("one-column", 1e-13)]
    [InlineData("ill", 1e-7)]
    public void Solve_OfAGoldenCase_AgreesWithNumpyAndScikitLearn(string name, double tolerance)
    {
        var golden = Golden.Case("least_squares", name);
        var (a, b, expected) = (golden.Doubles("a"), golden.Doubles("b"), golden.Doubles("x"));
        var x = new double[expected.Length];
        // A and b have norms near 1 to 5, so errors are measured against them or a larger solution.
        var scale = Math.Max(1, expected.Max(Math.Abs));
        var fit = LinearLeastSquares.Solve<double>(a, b, x);
        Assert.Equal(x.Length, fit.Rank);
        Assert.Equal(golden.Number("objective"), fit.Objective, 1e-12 * b.Sum(v => v * v));
        for (var i = 0; i < x.Length; i++) Assert.Equal(expected[i], x[i], tolerance * scale);
        foreach (var (ridge, key) in new[] { (0.1, "ridge-0.1"), (10.0, "ridge-10") })
        {
            LinearLeastSquares.Solve<double>(a, b, x, ridge);
            for (var i = 0; i < x.Length; i++) Assert.Equal(golden.Doubles(key)[i], x[i], 1e-12);
        }
    }

    [Fact]
    public void Solve_OfDependentColumns_FindsTheRankAndASolution()
    {
        // Column 2 = column 0 + column 1; b = column 0: residual zero.
        double[] a = [1, 2, 3, 4, 5, 9, 7, 8, 15, 2, 1, 3];
        double[] b = [1, 4, 7, 2];
        var x = new double[3];
        var fit = LinearLeastSquares.Solve<double>(a, b, x);
        Assert.Equal(2, fit.Rank);
        Assert.InRange(fit.Objective, 0, 1e-25);
        for (var i = 0; i < 4; i++) Assert.Equal(b[i], a[3 * i] * x[0] + a[3 * i + 1] * x[1] + a[3 * i + 2] * x[2], 1e-12);
    }

    [Fact]
    public void Solve_OfFloats_RoundsOnlyTheResult()
    {
        var x = new float[2];
        // y = 3 + 0.5 t through (0, 3), (1, 3.5), (4, 5).
        LinearLeastSquares.Solve<float>([1, 0, 1, 1, 1, 4], [3, 3.5f, 5], x);
        Assert.Equal(3, x[0], 1e-6f);
        Assert.Equal(0.5f, x[1], 1e-6f);
    }

    [Fact]
    public void Solve_WithArgumentsThatDoNotFit_Throws()
    {
        var x = new double[2];
        Assert.Throws<ArgumentException>(() => LinearLeastSquares.Solve<double>(new double[5], new double[3], x));
        Assert.Throws<ArgumentException>(() => LinearLeastSquares.Solve<double>([], [], x));
        Assert.Throws<ArgumentException>(() => LinearLeastSquares.Solve<double>([1, double.NaN], [1], x));
        Assert.Throws<ArgumentOutOfRangeException>(() => LinearLeastSquares.Solve<double>([1, 2], [1], x, -1));
    }

    [Fact]
    public void Fit_OfAGoldenCase_AgreesWithScikitLearn()
    {
        var golden = Golden.Case("least_squares", "regression");
        var (features, targets) = (golden.Doubles("features"), golden.Doubles("targets"));
        var fit = LinearRegression.Fit<double>(features, targets);
        Assert.Equal(golden.Number("intercept"), fit.Intercept, 1e-9);
        Close(golden.Doubles("weights"), fit.Weights, 1e-11);
        var ridge = LinearRegression.Fit<double>(features, targets, 2);
        Assert.Equal(golden.Number("ridge-intercept"), ridge.Intercept, 1e-9);
        Close(golden.Doubles("ridge-weights"), ridge.Weights, 1e-11);
        var row = features.AsSpan(0, 3);
        Assert.Equal(fit.Intercept + fit.Weights[0] * row[0] + fit.Weights[1] * row[1] + fit.Weights[2] * row[2],
            fit.Predict<double>(row), 1e-12);
    }

    [Fact]
    public void Fit_OfLongleysData_AgreesWithTheCertifiedValues()
    {
        double[] certified = [15.0618722713733, -0.358191792925910E-01, -2.02022980381683, -1.03322686717359,
            -0.511041056535807E-01, 1829.15146461355];
        var fit = LinearRegression.Fit<double>(s_longley, s_employed);
        Assert.Equal(-3482258.63459582, fit.Intercept, 3482258 * 1e-9);
        for (var i = 0; i < 6; i++) Assert.Equal(certified[i], fit.Weights[i], Math.Abs(certified[i]) * 1e-9);
    }

    [Fact]
    public void LevenbergMarquardt_OnALinearProblem_FindsTheClosedForm()
    {
        var golden = Golden.Case("least_squares", "tall");
        var (a, b, expected) = (golden.Doubles("a"), golden.Doubles("b"), golden.Doubles("x"));
        var problem = new Problem<double>(Function.Vector<double>(4, 20,
            (x, r) => { for (var i = 0; i < 20; i++) r[i] = Row(x, i) - b[i]; }, (_, j) => a.CopyTo(j)));
        var solution = new LevenbergMarquardt().Minimize(problem, new double[4]);
        Close(expected, solution.X, 1e-8);

        double Row(ReadOnlySpan<double> x, int i) =>
            a[4 * i] * x[0] + a[4 * i + 1] * x[1] + a[4 * i + 2] * x[2] + a[4 * i + 3] * x[3];
    }

    private static void Close(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance)
    {
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], tolerance * Math.Max(1, Math.Abs(expected[i])));
    }
}
