using Spans.Minimizers;
using Spans.Tests.Minimizers.HockSchittkowski;

namespace Spans.Tests.Minimizers;

/// <summary>The interior-point method on the problems of Hock and Schittkowski, from their own starts.</summary>
public class InteriorPointTests(ITestOutputHelper output)
{
    public static TheoryData<int> Numbers => new(Array.ConvertAll(HsProblem.All, p => p.Number));

    [Theory]
    [MemberData(nameof(Numbers))]
    public void InteriorPoint_WithHessians_ReachesThePublishedOptimum(int number) =>
        Check(HsProblem.Numbered(number), Given.Hessians, new InteriorPoint());

    [Theory]
    [MemberData(nameof(Numbers))]
    public void InteriorPoint_WithGradients_ReachesThePublishedOptimum(int number) =>
        Check(HsProblem.Numbered(number), Given.Gradients, new InteriorPoint());

    [Theory]
    [MemberData(nameof(Numbers))]
    public void InteriorPoint_LearningTheCurvature_ReachesThePublishedOptimum(int number) =>
        Check(HsProblem.Numbered(number), Given.Gradients, new InteriorPoint { Curvature = CurvatureSource.DampedBfgs });

    [Theory]
    [InlineData(2)]
    [InlineData(20)]
    [InlineData(44)]
    public void MultiStart_WhereTheOwnStartLeadsToALocalMinimum_ReachesThePublishedOptimum(int number)
    {
        var hs = HsProblem.Numbered(number);
        var search = new MultiStart { Minimizer = new InteriorPoint(), Starts = 20, Seed = 1 };
        double[] low = [.. Enumerable.Repeat(-2.0, hs.Dimension)], high = [.. Enumerable.Repeat(4.0, hs.Dimension)];
        var result = search.Minimize(hs.ToProblem(Given.Hessians), low, high);
        foreach (var minimum in result.Minima)
            output.WriteLine($"HS{number}: {minimum.Solution.Report.Value:G10} from {minimum.Starts} starts");
        Assert.True(At(hs.Optimum, result.Best.Report.Value), $"{result.Best.Report.Value} for {hs.Optimum}");
        Assert.Contains(result.Minima, m => At(hs.Local!.Value, m.Solution.Report.Value));
    }

    [Fact]
    public void InteriorPoint_FromTheOwnStarts_MissesThePublishedOptimumOfTwoAlone()
    {
        var missed = HsProblem.All.Where(
            static hs => !At(hs.Optimum, new InteriorPoint().Minimize(hs.ToProblem(Given.Hessians), hs.Start).Report.Value));
        // Minima of their own too: from elsewhere both are reached.
        Assert.Equal([2, 20], missed.Select(static hs => hs.Number));
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Jets_AtTheStart_AgreeWithCentralDifferences(int number)
    {
        // The derivatives everything here is checked against, checked themselves.
        var hs = HsProblem.Numbered(number);
        var x = hs.Start.ToArray();
        var functions = (Jet[] v) => (Jet[])[hs.Objective(v), .. hs.AtLeastZero?.Invoke(v) ?? [], .. hs.Zero?.Invoke(v) ?? []];
        var exact = functions(Jet.Variables(x));
        for (var j = 0; j < x.Length; j++)
        {
            var (center, step) = (x[j], 1e-5 * Math.Max(0.1, Math.Abs(x[j])));
            x[j] = center + step;
            var above = functions(Jet.Variables(x));
            x[j] = center - step;
            var below = functions(Jet.Variables(x));
            x[j] = center;
            for (var i = 0; i < exact.Length; i++)
            {
                var scale = Math.Max(1, Math.Max(Math.Abs(exact[i].Value), exact[i].Hessian.Max(Math.Abs)));
                Assert.Equal((above[i].Value - below[i].Value) / (2 * step), exact[i].Gradient[j], 1e-4 * scale);
                for (var k = 0; k < x.Length; k++)
                {
                    var slope = (above[i].Gradient[k] - below[i].Gradient[k]) / (2 * step);
                    Assert.Equal(slope, exact[i].Hessian[k * x.Length + j], 1e-3 * scale);
                }
            }
        }
    }

    private void Check(HsProblem hs, Given given, InteriorPoint minimizer)
    {
        var solution = minimizer.Minimize(hs.ToProblem(given), hs.Start, new StopRules { MaxIterations = 1000 });
        var report = solution.Report;
        var residual = KktResidual(hs, solution);
        output.WriteLine($"HS{hs.Number,-4} {report.Value,-22:G15} {report.Value - hs.Optimum,9:0.0e+0} "
            + $"kkt {residual:0.0e+0} {report.Iterations,4} iterations {report.ValueEvaluations,4} evaluations {report.Reason}");
        Assert.True(At(hs.Optimum, report.Value) || (hs.Local is { } local && At(local, report.Value)),
            $"{report.Value} for {hs.Optimum}");
        Assert.InRange(residual, 0, 1e-8);
        Assert.Equal(residual, report.KktResidual, 1e-9);
        Assert.True(report.Converged);
        Close(hs.Inequalities, solution.InequalityMultipliers);
        Close(hs.Equalities, solution.EqualityMultipliers);
        Close(hs.AtLower, solution.LowerMultipliers);
        Close(hs.AtUpper, solution.UpperMultipliers);
    }

    private static bool At(double optimum, double value) => Math.Abs(value - optimum) <= 1e-6 * Math.Max(1, Math.Abs(optimum));

    // Every first-order condition, from derivatives of the test's own.
    internal static double KktResidual(HsProblem hs, Solution<double> solution)
    {
        var x = Jet.Variables(solution.X);
        var objective = hs.Objective(x);
        var (g, h) = (hs.AtLeastZero?.Invoke(x) ?? [], hs.Zero?.Invoke(x) ?? []);
        var worst = 0.0;
        for (var j = 0; j < hs.Dimension; j++)
        {
            var sum = objective.Gradient[j];
            for (var i = 0; i < g.Length; i++) sum -= solution.InequalityMultipliers[i] * g[i].Gradient[j];
            for (var i = 0; i < h.Length; i++) sum += solution.EqualityMultipliers[i] * h[i].Gradient[j];
            if (hs.Lower.Length > 0 || hs.Upper.Length > 0)
            {
                sum += solution.UpperMultipliers[j] - solution.LowerMultipliers[j];
                var (low, high) = (solution.X[j] - Bound(hs.Lower, j, -1), Bound(hs.Upper, j, 1) - solution.X[j]);
                worst = Max(worst, -low, -high, -solution.LowerMultipliers[j], -solution.UpperMultipliers[j]);
                if (double.IsFinite(low)) worst = Max(worst, low * solution.LowerMultipliers[j]);
                else Assert.Equal(0, solution.LowerMultipliers[j]);
                if (double.IsFinite(high)) worst = Max(worst, high * solution.UpperMultipliers[j]);
                else Assert.Equal(0, solution.UpperMultipliers[j]);
            }
            worst = Max(worst, Math.Abs(sum));
        }
        for (var i = 0; i < g.Length; i++)
        {
            var multiplier = solution.InequalityMultipliers[i];
            worst = Max(worst, -g[i].Value, -multiplier, Math.Abs(multiplier * g[i].Value));
        }
        foreach (var value in h) worst = Max(worst, Math.Abs(value.Value));
        return worst;

        static double Bound(double[] bounds, int j, int sign) => bounds.Length > 0 ? bounds[j] : sign * double.PositiveInfinity;

        static double Max(params double[] values) => values.Max();
    }

    private static void Close(double[]? expected, double[] actual)
    {
        for (var i = 0; i < expected?.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-5 * Math.Max(1, Math.Abs(expected[i])));
    }
}
