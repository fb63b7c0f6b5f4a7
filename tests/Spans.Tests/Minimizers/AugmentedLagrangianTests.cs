using Spans.Minimizers;
using Spans.Testing;
using Spans.Tests.Minimizers.HockSchittkowski;

namespace Spans.Tests.Minimizers;

/// <summary>The augmented Lagrangian method.</summary>
public class AugmentedLagrangianTests(ITestOutputHelper output)
{
    private static readonly StopRules s_stop = new() { GradientTolerance = 1e-7, MaxIterations = 20_000 };

    // Two linear inequalities that are all but parallel, with multipliers in the hundreds: the penalty outgrows the arithmetic
    // first.
    private const int OutOfReach = 75;

    // Ends from their own starts, whose multipliers and gradients meet the first-order conditions too.
    private static readonly Dictionary<int, double> s_otherMinima = new() { [15] = 360.379767, [33] = -4 };

    public static TheoryData<int> Numbers => new(HsProblem.All.Select(static p => p.Number).Where(static n => n != OutOfReach));

    [Theory]
    [MemberData(nameof(Numbers))]
    public void HockSchittkowski_WithGradients_EndsAtAPublishedOrKnownMinimumWithItsMultipliers(int number)
    {
        var hs = HsProblem.Numbered(number);
        var solution = new AugmentedLagrangian().Minimize(hs.ToProblem(Given.Gradients), hs.Start, s_stop);
        var report = solution.Report;
        var residual = InteriorPointTests.KktResidual(hs, solution);
        output.WriteLine(
            $"HS{number,-4} {report.Value,-22:G15} {report.Value - hs.Optimum,9:0.0e+0} kkt {residual:0.0e+0} {report.Iterations,4} iterations {report.ValueEvaluations,5} evaluations {report.Reason}");
        Assert.True(At(hs.Optimum, report.Value) || (hs.Local is { } local && At(local, report.Value))
            || (s_otherMinima.TryGetValue(number, out var other) && At(other, report.Value)), $"{report.Value} for {hs.Optimum}");
        Assert.Equal(residual, report.KktResidual, 1e-6 * Math.Max(1, residual));
        Assert.InRange(residual, 0, report.Reason == StopReason.SmallGradient ? 1e-7 : 1e-2);
        Assert.True(report.Converged);
    }

    [Fact]
    public void Maximize_WithInequalityAndEquality_HasTheMultipliersOfItsNegative()
    {
        // x y with x + y ≤ 4 and x = y: (2, 2), 4; −∇(x y) + λ (1, 1) + ν (1, −1) = 0 gives λ = 2, ν = 0.
        var problem = new Problem<double>(Function.Scalar<double>(2, x => x[0] * x[1], (x, g) => (g[0], g[1]) = (x[1], x[0])))
        {
            Sense = Sense.Maximize,
            Inequalities = Function.Vector<double>(2, 1, (x, g) => g[0] = x[0] + x[1] - 4, (_, j) => (j[0], j[1]) = (1, 1)),
            Equalities = Function.Vector<double>(2, 1, (x, h) => h[0] = x[0] - x[1], (_, j) => (j[0], j[1]) = (1, -1)),
        };
        foreach (var inner in new IMinimizer[] { new LBfgs(), new ConjugateGradient(), new TrustRegionNewtonCg(), new Bfgs() })
        {
            var solution = new AugmentedLagrangian { Inner = inner }.Minimize(problem, [1, 0.5]);
            Assert.True(solution.Report.Converged, $"{inner.Name}: {solution.Report}");
            Assert.Equal(4, solution.Report.Value, 1e-6);
            Assert.Equal(2, solution.InequalityMultipliers[0], 1e-5);
            Assert.Equal(0, solution.EqualityMultipliers[0], 1e-5);
        }
    }

    [Fact]
    public void Functions_WithoutDerivatives_AreDifferencesOf()
    {
        // x² + y² with x + y ≥ 1: (½, ½), λ = 1.
        var problem = new Problem<double>(Function.Scalar<double>(2, x => x[0] * x[0] + x[1] * x[1]))
        { Inequalities = Function.Vector<double>(2, 1, (x, g) => g[0] = 1 - x[0] - x[1]) };
        var solution = new AugmentedLagrangian().Minimize(problem, [3, -4], new StopRules { GradientTolerance = 1e-6 });
        Assert.Equal(0.5, solution.X[0], 1e-6);
        Assert.Equal(1, solution.InequalityMultipliers[0], 1e-5);
        Assert.Equal(0, solution.Report.GradientEvaluations);
    }

    [Fact]
    public void Counts_OfARun_AreThoseTheFunctionsSaw()
    {
        var (values, gradients, constraints) = (0, 0, 0);
        var problem = new Problem<double>(new Counting(() => values++, () => gradients++))
        {
            Inequalities = Function.Vector<double>(2, 1,
                (x, g) =>
                {
                    constraints++;
                    g[0] = 1 - x[0] - x[1];
                }, (_, j) => (j[0], j[1]) = (-1, -1)),
        };
        var report = new AugmentedLagrangian().Minimize(problem, [4, -1]).Report;
        Assert.Equal(0.5, report.Value, 1e-7);
        Assert.Equal(values, report.ValueEvaluations);
        Assert.Equal(gradients, report.GradientEvaluations);
        Assert.Equal(constraints, report.ConstraintEvaluations);
    }

    [Fact]
    public void Constraints_ThatCannotHold_AreReportedAsInfeasible()
    {
        var problem = new Problem<double>(new Rosenbrock<double>(2))
        {
            Equalities = Function.Vector<double>(
            2, 2, (x, h) => (h[0], h[1]) = (x[0] - 1, x[0] - 2), (_, j) => (j[0], j[1], j[2], j[3]) = (1, 0, 1, 0))
        };
        var report = new AugmentedLagrangian().Minimize(problem, [3, 4]).Report;
        Assert.Equal(StopReason.Infeasible, report.Reason);
        Assert.InRange(report.Violation, 0.49, 0.6);
    }

    [Fact]
    public void Budgets_AndCancellation_EndARunWithTheirReasons()
    {
        var problem = HsProblem.Numbered(71).ToProblem(Given.Gradients);
        var start = HsProblem.Numbered(71).Start;
        var minimizer = new AugmentedLagrangian();
        Assert.Equal(
            StopReason.IterationBudget, minimizer.Minimize(problem, start, new StopRules { MaxIterations = 12 }).Report.Reason);
        Assert.Equal(12, minimizer.Minimize(problem, start, new StopRules { MaxIterations = 12 }).Report.Iterations);
        Assert.Equal(
            StopReason.EvaluationBudget, minimizer.Minimize(problem, start, new StopRules { MaxEvaluations = 20 }).Report.Reason);
        Assert.Equal(StopReason.Cancelled,
            minimizer.Minimize(problem, start, new StopRules { Cancellation = new CancellationToken(true) }).Report.Reason);
    }

    [Fact]
    public void Trace_OfARun_GoesThroughAllMinimisations()
    {
        var trace = new Trace<double>(keepPoints: true);
        var hs = HsProblem.Numbered(43);
        var solution = new AugmentedLagrangian().Minimize(hs.ToProblem(Given.Gradients), hs.Start, s_stop, trace);
        Assert.Equal(Enumerable.Range(0, solution.Report.Iterations + 1), trace.Progress.Select(static p => p.Iteration));
        Assert.Equal(hs.Start, trace.Points[0]);
        Assert.Equal(solution.X, trace.Points[^1]);
        // f, not the function with the penalty.
        Assert.Equal(solution.Report.Value, trace.Progress[^1].Value);
    }

    [Fact]
    public void Run_WithConstraintsAndBounds_AllocatesNothing()
    {
        var hs = HsProblem.Numbered(71);
        var (x, workspace) = (new double[hs.Dimension], new Workspace<double>());
        var problem = new Problem<double>(new Rosenbrock<double>(6))
        {
            Inequalities = Function.Vector<double>(
                6, 1, (x, g) => g[0] = x[0] * x[0] + x[3] * x[3] - 1, (x, j) =>
                    { j.Clear(); (j[0], j[3]) = (2 * x[0], 2 * x[3]); }),
            Equalities = Function.Vector<double>(
                6, 1, (x, h) => h[0] = x[1] + x[2] - x[4], (_, j) => { j.Clear(); (j[1], j[2], j[4]) = (1, 1, -1); }),
            Lower = new double[] { -2, -2, -2, -2, -2, -2 },
            Upper = new double[] { 2, 2, 2, 2, 2, 0.5 },
        };
        x = new double[6];
        var start = Rosenbrock<double>.Start(6);
        var minimizer = new AugmentedLagrangian();
        Allocation.None(() =>
        {
            start.CopyTo(x, 0);
            minimizer.Minimize(problem, x.AsSpan(), workspace, StopRules.Default);
        }, 3, 3);
    }

    [Fact]
    public void Inner_ThatTakesResidualsOnly_IsRefused()
    {
        Assert.Contains("lbfgs",
            Assert.Throws<ArgumentException>(() => new AugmentedLagrangian { Inner = new LevenbergMarquardt() }).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new AugmentedLagrangian { ViolationTolerance = -1 });
        var bounded = new Problem<double>(new Rosenbrock<double>(2)) { Lower = new double[] { 0, 0 } };
        Assert.Throws<ArgumentException>(() => new AugmentedLagrangian { Inner = new LBfgs() }.Minimize(bounded, [1, 1]));
    }

    private static bool At(double optimum, double value) => Math.Abs(value - optimum) <= 1e-6 * Math.Max(1, Math.Abs(optimum));

    // x² + y².
    private sealed class Counting(Action value, Action gradient) : IDifferentiable<double>
    {
        public int Dimension => 2;

        public double Value(ReadOnlySpan<double> x)
        {
            value();
            return x[0] * x[0] + x[1] * x[1];
        }

        public double ValueAndGradient(ReadOnlySpan<double> x, Span<double> result)
        {
            gradient();
            (result[0], result[1]) = (2 * x[0], 2 * x[1]);
            return Value(x);
        }
    }
}
