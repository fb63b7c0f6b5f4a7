using Spans.Minimizers;
using Spans.Testing;

namespace Spans.Tests.Minimizers;

/// <summary>What the interior-point method promises beyond its test problems.</summary>
[Trait("Category", "Numeric")]
public class ConstrainedTests
{
    // x² + y² with x + y ≥ 1: (½, ½), ½, λ = 1.
    private static Problem<double> Corner(IObjective<double>? objective = null) => new(objective ?? Bowl<double>())
    {
        Inequalities = Function.Vector<double>(2, 1, (x, g) => g[0] = 1 - x[0] - x[1], (_, j) => (j[0], j[1]) = (-1, -1)),
    };

    [Fact]
    public void Minimize_OnFloats_ReachesTheMinimumToTheirPrecision()
    {
        var problem = new Problem<float>(Bowl<float>())
        {
            Inequalities = Function.Vector<float>(2, 1, (x, g) => g[0] = 1 - x[0] - x[1], (_, j) => (j[0], j[1]) = (-1, -1)),
            Equalities = Function.Vector<float>(2, 1, (x, h) => h[0] = x[0] - 3 * x[1], (_, j) => (j[0], j[1]) = (1, -3)),
        };
        var solution = new InteriorPoint().Minimize(problem, [5, -3], new StopRules { GradientTolerance = 1e-5 });
        Assert.True(solution.Report.Converged, solution.Report.ToString());
        Assert.Equal(0.75f, solution.X[0], 1e-5f);
        Assert.Equal(0.25f, solution.X[1], 1e-5f);
        Assert.Equal(0.625, solution.Report.Value, 1e-5);
        // (1.5, 0.5) = λ (1, 1) − ν (1, −3).
        Assert.Equal(1.25, solution.InequalityMultipliers[0], 1e-4);
        Assert.Equal(-0.25, solution.EqualityMultipliers[0], 1e-4);
    }

    [Fact]
    public void Minimize_OnFloatsBeyondTheirPrecision_EndsAndSaysSo()
    {
        var problem = new Problem<float>(new Rosenbrock<float>(2))
        {
            Inequalities = Function.Vector<float>(2, 1, (x, g) => g[0] = x[0] * x[0] + x[1] * x[1] - 1),
        };
        var disc = Golden.Case("rosenbrock", "disc");
        var solution = new InteriorPoint().Minimize(problem, [0f, 0f], new StopRules { GradientTolerance = 1e-12 });
        Assert.Equal(disc.Number("value"), solution.Report.Value, 1e-5);
        Assert.Equal(disc.Doubles("x")[0], solution.X[0], 1e-3);
        Assert.Equal(StopReason.PrecisionReached, solution.Report.Reason);
        Assert.InRange(solution.Report.Iterations, 1, 500);
    }

    [Fact]
    public void Maximize_OfAUtility_HasTheMultipliersOfItsNegative()
    {
        // x y on x + y ≤ 4: 4 at (2, 2), λ = 2.
        var problem = new Problem<double>(Function.Scalar<double>(2, x => x[0] * x[1], (x, g) => (g[0], g[1]) = (x[1], x[0])))
        {
            Sense = Sense.Maximize,
            Inequalities = Function.Vector<double>(2, 1, (x, g) => g[0] = x[0] + x[1] - 4),
            Lower = new double[] { 0, 0 },
        };
        var solution = new InteriorPoint().Minimize(problem, [1, 1]);
        Assert.Equal(4, solution.Report.Value, 1e-8);
        Assert.Equal(2, solution.X[0], 1e-6);
        Assert.Equal(2, solution.InequalityMultipliers[0], 1e-6);
        Assert.InRange(solution.Report.KktResidual, 0, 1e-8);
    }

    [Fact]
    public void Variable_BetweenEqualBounds_StaysThereAndHasItsMultiplier()
    {
        // (x − 1)² + (y − 2)² with y = 5 fixed and x ≤ 0: at (0, 5) the gradient is (−2, 6).
        foreach (var gradient in new SpanFunction<double>?[] { null, (x, g) => (g[0], g[1]) = (2 * (x[0] - 1), 2 * (x[1] - 2)) })
        {
            var problem = new Problem<double>(Function.Scalar<double>(2,
                x => (x[0] - 1) * (x[0] - 1) + (x[1] - 2) * (x[1] - 2), gradient))
            {
                Lower = new double[] { -10, 5 },
                Upper = new double[] { 0, 5 },
                Inequalities = Function.Vector<double>(2, 1, (x, g) => g[0] = x[0] * x[0] + x[1] - 100),
            };
            var solution = new InteriorPoint().Minimize(problem, [-3, 0]);
            Assert.True(solution.Report.Converged, solution.Report.ToString());
            Assert.Equal(5, solution.X[1]);
            Assert.Equal(0, solution.X[0], 1e-8);
            // At a bound differences are one-sided, with an error of their step.
            Assert.Equal(2, solution.UpperMultipliers[0], gradient is null ? 1e-5 : 1e-6);
            // Differences cannot leave a point: without a gradient the multiplier of a fixed variable is not known.
            Assert.Equal(gradient is null ? 0 : 6, solution.LowerMultipliers[1] - solution.UpperMultipliers[1], 1e-6);
        }
    }

    [Fact]
    public void Equalities_ThatSayTheSameTwice_AreNoObstacle()
    {
        var problem = new Problem<double>(Bowl<double>())
        {
            Equalities = Function.Vector<double>(2, 3,
                (x, h) => (h[0], h[1], h[2]) = (x[0] + x[1] - 1, 2 * x[0] + 2 * x[1] - 2, 0),
                (_, j) => { j.Clear(); (j[0], j[1], j[2], j[3]) = (1, 1, 2, 2); }),
        };
        var solution = new InteriorPoint().Minimize(problem, [7, -3]);
        Assert.True(solution.Report.Converged, solution.Report.ToString());
        Assert.Equal(0.5, solution.X[0], 1e-7);
        Assert.Equal(-1, solution.EqualityMultipliers[0] + 2 * solution.EqualityMultipliers[1], 1e-6);
    }

    [Fact]
    public void Constraints_ThatCannotHold_AreReportedAsInfeasible()
    {
        // x² + y² ≤ −1, and x = 1 with x = 2.
        var never = new Problem<double>(Bowl<double>())
        { Inequalities = Function.Vector<double>(2, 1, (x, g) => g[0] = x[0] * x[0] + x[1] * x[1] + 1) };
        var twice = new Problem<double>(Bowl<double>())
        { Equalities = Function.Vector<double>(2, 2, (x, h) => (h[0], h[1]) = (x[0] - 1, x[0] - 2)) };
        foreach (var (problem, violation) in new[] { (never, 1.0), (twice, 0.5) })
        {
            var report = new InteriorPoint().Minimize(problem, [3, 4]).Report;
            Assert.Equal(StopReason.Infeasible, report.Reason);
            Assert.False(report.Converged);
            Assert.InRange(report.Violation, violation - 1e-3, 5);
        }
    }

    [Fact]
    public void Objective_ThatIsNotANumberBeyondTheConstraint_IsSteppedBackFromAndCounted()
    {
        // −ln(1 − x) − 10 x, not a number from x = 1 on, where the constraint still lets pass.
        var visits = 0;
        var problem = new Problem<double>(Function.Scalar<double>(1,
            x =>
            {
                if (x[0] >= 1) visits++;
                return -Math.Log(1 - x[0]) - 10 * x[0];
            },
            (x, g) => g[0] = 1 / (1 - x[0]) - 10))
        {
            Inequalities = Function.Vector<double>(1, 1, (x, g) => g[0] = x[0] - 3),
        };
        // 1 / (1 − x) = 10: x = 0.9.
        var solution = new InteriorPoint().Minimize(problem, [-20]);
        Assert.Equal(0.9, solution.X[0], 1e-8);
        Assert.Equal(visits, solution.Report.NonFiniteEvaluations);
        Assert.True(visits > 0);
        Assert.True(solution.Report.Converged);
    }

    [Fact]
    public void Constraint_ThatIsNotANumberAtTheStart_IsReported()
    {
        var problem = new Problem<double>(Bowl<double>())
        { Inequalities = Function.Vector<double>(2, 1, (_, g) => g[0] = double.NaN) };
        var solution = new InteriorPoint().Minimize(problem, [3, 4]);
        Assert.Equal(StopReason.NonFinite, solution.Report.Reason);
        Assert.Equal(1, solution.Report.NonFiniteEvaluations);
        Assert.Equal([3, 4], solution.X);
    }

    [Theory]
    [InlineData(CurvatureSource.Given, true)]
    [InlineData(CurvatureSource.Given, false)]
    [InlineData(CurvatureSource.DampedBfgs, true)]
    [InlineData(CurvatureSource.DampedBfgs, false)]
    public void Counts_OfARun_AreThoseTheFunctionsSaw(CurvatureSource curvature, bool derivatives)
    {
        var (values, gradients, constraints) = (0, 0, 0);
        SpanFunction<double>? gradient = derivatives ? Gradient : null;
        SpanFunction<double>? jacobian = derivatives ? (_, j) => (j[0], j[1]) = (-1, -1) : null;
        var problem = new Problem<double>(Function.Scalar<double>(2,
            x =>
            {
                values++;
                return x[0] * x[0] + x[1] * x[1];
            }, gradient))
        {
            Inequalities = Function.Vector<double>(2, 1,
                (x, g) =>
                {
                    constraints++;
                    g[0] = 1 - x[0] - x[1];
                }, jacobian),
        };
        var report = new InteriorPoint { Curvature = curvature }.Minimize(problem, [4, -1]).Report;
        Assert.Equal(0.5, report.Value, 1e-8);
        Assert.Equal(values, report.ValueEvaluations);
        Assert.Equal(gradients, report.GradientEvaluations);
        Assert.Equal(constraints, report.ConstraintEvaluations);

        void Gradient(ReadOnlySpan<double> x, Span<double> g)
        {
            gradients++;
            (g[0], g[1]) = (2 * x[0], 2 * x[1]);
        }
    }

    [Fact]
    public void Hessian_OfConstraintsFromALambda_TakesThePlaceOfDifferences()
    {
        // x + y least in the disc x² + y² ≤ 2: (−1, −1), λ = ½.
        var jacobians = 0;
        foreach (var hessian in new WeightedHessian<double>?[] { null, Hessian })
        {
            jacobians = 0;
            var problem = new Problem<double>(Function.Scalar<double>(2, x => x[0] + x[1], (_, g) => (g[0], g[1]) = (1, 1),
                (_, h) => h.Clear()))
            {
                Inequalities = Function.Vector<double>(2, 1, (x, g) => g[0] = x[0] * x[0] + x[1] * x[1] - 2, Jacobian, hessian),
            };
            var solution = new InteriorPoint().Minimize(problem, [0.5, 0]);
            Assert.Equal(-2, solution.Report.Value, 1e-8);
            Assert.Equal(0.5, solution.InequalityMultipliers[0], 1e-6);
            // One Jacobian per iterate; differences take two more per variable.
            var iterations = solution.Report.Iterations;
            Assert.Equal(hessian is null ? 1 + 5 * iterations : 1 + iterations, jacobians);
        }
        Assert.Throws<ArgumentException>(() => Function.Vector<double>(1, 1, (_, _) => { }, null, (_, _, _) => { }));

        static void Hessian(ReadOnlySpan<double> x, ReadOnlySpan<double> weights, Span<double> h)
        {
            h[0] += 2 * weights[0];
            h[3] += 2 * weights[0];
        }

        void Jacobian(ReadOnlySpan<double> x, Span<double> j)
        {
            jacobians++;
            (j[0], j[1]) = (2 * x[0], 2 * x[1]);
        }
    }

    [Fact]
    public void Evaluations_WithinBounds_AreStrictlyInside()
    {
        var outside = 0;
        var problem = new Problem<double>(Function.Scalar<double>(2, x =>
        {
            foreach (var xi in x) if (xi is <= 0 or >= 1) outside++;
            return Math.Log(x[0]) + 3 * Math.Log(1 - x[1]) + 10 * x[0] * x[0] + 100 * (x[1] - 0.5) * (x[1] - 0.5);
        }, (x, g) => (g[0], g[1]) = (1 / x[0] + 20 * x[0], -3 / (1 - x[1]) + 200 * (x[1] - 0.5))))
        { Lower = new double[] { 0, 0 }, Upper = new double[] { 1, 1 } };
        new InteriorPoint().Minimize(problem, [9, -9], new StopRules { MaxIterations = 100 });
        Assert.Equal(0, outside);
    }

    [Fact]
    public void Trace_OfARun_HoldsTheKktResidualOfEveryIterate()
    {
        var trace = new Trace<double>(keepPoints: true);
        var solution = new InteriorPoint().Minimize(Corner(), [3, 3], null, trace);
        Assert.Equal(solution.Report.Iterations + 1, trace.Progress.Count);
        Assert.Equal(solution.X, trace.Points[^1]);
        Assert.Equal(solution.Report.KktResidual, trace.Progress[^1].GradientNorm);
        Assert.True(trace.Progress[0].GradientNorm > 1e-3);
    }

    [Fact]
    public void Budgets_AndCancellation_EndARunWithTheirReasons()
    {
        using var source = new CancellationTokenSource();
        var calls = 0;
        var problem = Corner(Function.Scalar<double>(2, x =>
        {
            if (++calls == 4) source.Cancel();
            return x[0] * x[0] + x[1] * x[1];
        }, (x, g) => (g[0], g[1]) = (2 * x[0], 2 * x[1])));
        Assert.Equal(StopReason.Cancelled,
            new InteriorPoint().Minimize(problem, [9, 9], new StopRules { Cancellation = source.Token }).Report.Reason);
        Assert.Equal(StopReason.IterationBudget,
            new InteriorPoint().Minimize(problem, [9, 9], new StopRules { MaxIterations = 2 }).Report.Reason);
        calls = 10;
        var report = new InteriorPoint().Minimize(problem, [9, 9], new StopRules { MaxEvaluations = 3 }).Report;
        Assert.Equal(StopReason.EvaluationBudget, report.Reason);
        // The derivatives under way are finished: here a Hessian from four gradients.
        Assert.InRange(calls - 10, 3, 6);
    }

    [Fact]
    public void Run_WithConstraintsAndBounds_AllocatesNothing()
    {
        var rosenbrock = new Rosenbrock<double>(6);
        var constrained = new Problem<double>(rosenbrock)
        {
            Inequalities = Function.Vector<double>(6, 1, (x, g) => g[0] = x[0] * x[0] + x[3] * x[3] - 1),
            Equalities = Function.Vector<double>(6, 1, (x, h) => h[0] = x[1] + x[2] - x[4],
                (_, j) => { j.Clear(); (j[1], j[2], j[4]) = (1, 1, -1); }),
            Lower = new double[] { -2, -2, -2, -2, -2, -2 },
            Upper = new double[] { 2, 2, 2, 2, 2, 0.5 },
        };
        var infeasible = new Problem<double>(rosenbrock)
        { Inequalities = Function.Vector<double>(6, 1, (x, g) => g[0] = x[0] * x[0] + 1) };
        var start = Rosenbrock<double>.Start(6);
        var (x, workspace) = (new double[6], new Workspace<double>());
        foreach (var minimizer in new InteriorPoint[] { new(), new() { Curvature = CurvatureSource.DampedBfgs } })
            foreach (var problem in new[] { constrained, infeasible })
                Allocation.None(() =>
                {
                    start.CopyTo(x, 0);
                    minimizer.Minimize(problem, x.AsSpan(), workspace, StopRules.Default);
                }, 3, 3);
    }

    private static IObjective<T> Bowl<T>() where T : struct, System.Numerics.IFloatingPointIeee754<T> => Function.Scalar<T>(2,
        x => double.CreateTruncating(x[0] * x[0] + x[1] * x[1]), (x, g) => (g[0], g[1]) = (x[0] + x[0], x[1] + x[1]));
}
