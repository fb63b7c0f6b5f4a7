using Spans.Minimizers;
using Spans.Testing;
using Spans.Tests.Minimizers.Nist;

namespace Spans.Tests.Minimizers;

/// <summary>Levenberg–Marquardt on NIST's certified nonlinear regressions, from both starts.</summary>
public class NistTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => new(Golden.Names("nist"));

    [Theory]
    [MemberData(nameof(Names))]
    public void LevenbergMarquardt_FromBothStarts_AgreesWithTheCertifiedValues(string name)
    {
        var set = Golden.Case("nist", name);
        var certified = set.Doubles("certified");
        var problem = new Problem<double>(Residuals(set));
        foreach (var start in new[] { "start-1", "start-2" })
        {
            // No tolerance but the arithmetic's: ends where nothing improves.
            var stop = new StopRules { GradientTolerance = 0, MaxEvaluations = 20_000 };
            var solution = new LevenbergMarquardt().Minimize(problem, set.Doubles(start), stop);
            var digits = 11.0;
            for (var i = 0; i < certified.Length; i++) digits = Math.Min(digits, Digits(certified[i], solution.X[i]));
            var sumDigits = Digits(set.Number("sum-of-squares"), 2 * solution.Report.Value);
            output.WriteLine($"{name,-10} {start} {digits,5:F1} digits of parameters, {sumDigits,5:F1} of the sum of squares, "
                + $"{solution.Report.ValueEvaluations,4} evaluations, {solution.Report.Reason}");
            Assert.True(digits >= 7, $"{start}: {digits:F1} digits, {string.Join(' ', solution.X)}");
            // Lanczos1 is data without noise: its sum, 1e-25, is rounding of the data themselves.
            if (name != "lanczos1") Assert.True(sumDigits >= 7, $"{start}: {sumDigits:F1} digits of the sum");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Model_Derivatives_AreThoseOfCentralDifferences(string name)
    {
        var set = Golden.Case("nist", name);
        var b = set.Doubles("certified");
        var model = NistModels.Of(name);
        var (d, spare) = (new double[b.Length], new double[b.Length]);
        foreach (var x in set.Doubles("x"))
        {
            model(x, b, d);
            for (var i = 0; i < b.Length; i++)
            {
                var (center, step) = (b[i], 1e-5 * Math.Abs(b[i]));
                b[i] = center + step;
                var above = model(x, b, spare);
                b[i] = center - step;
                var below = model(x, b, spare);
                b[i] = center;
                var slope = (above - below) / (2 * step);
                // Far out on the tails of eckerle4 the exponent itself, not the slope, is what the step resolves.
                Assert.Equal(slope, d[i], 1e-4 * Math.Abs(d[i]) + 1e-10 * Math.Abs(above / step));
            }
        }
    }

    internal static IVectorFunction<double> Residuals(GoldenCase set)
    {
        var (xs, ys, model) = (set.Doubles("x"), set.Doubles("y"), NistModels.Of(set.Name));
        var n = set.Doubles("certified").Length;
        var spare = new double[n];
        return Function.Vector<double>(n, xs.Length,
            (b, r) => { for (var i = 0; i < xs.Length; i++) r[i] = model(xs[i], b, spare) - ys[i]; },
            (b, j) => { for (var i = 0; i < xs.Length; i++) model(xs[i], b, j.Slice(i * n, n)); });
    }

    // The logarithm of the relative error: how many digits agree.
    internal static double Digits(double certified, double value) =>
        certified == value ? 11 : Math.Clamp(-Math.Log10(Math.Abs(value - certified) / Math.Abs(certified)), 0, 11);
}
