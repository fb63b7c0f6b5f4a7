using Spans.Minimizers;
using Spans.Testing;

namespace Spans.Tests.Minimizers;

/// <summary>What every minimizer of the catalogue promises, on a sum of squares that all of them take.</summary>
[Trait("Category", "Numeric")]
public class MinimizerBatteryTests
{
    public static TheoryData<string> Names => new(MinimizerCatalogue.All.Select(m => m.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Run_OnDoubles_AllocatesNothing(string name)
    {
        var (problem, workspace, x) = (new Problem<double>(new Valley()), new Workspace<double>(), new double[3]);
        var minimizer = MinimizerCatalogue.Named(name);
        foreach (var stop in new[] { StopRules.Default with { MaxIterations = 300 }, new StopRules { MaxIterations = 1 } })
            Allocation.None(() =>
            {
                (x[0], x[1], x[2]) = (-1.2, 1, 4);
                minimizer.Minimize(problem, x.AsSpan(), workspace, stop);
            }, 3, 3);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Run_OnFloatsByDifferences_AllocatesNothing(string name)
    {
        var problem = new Problem<float>(Function.Vector<float>(2, 2,
            (x, r) => (r[0], r[1]) = (10 * (x[1] - x[0] * x[0]), 1 - x[0])));
        var (workspace, x, minimizer) = (new Workspace<float>(), new float[2], MinimizerCatalogue.Named(name));
        var stop = new StopRules { MaxIterations = 50, GradientTolerance = 1e-5 };
        Allocation.None(() =>
        {
            (x[0], x[1]) = (-1.2f, 1);
            minimizer.Minimize(problem, x.AsSpan(), workspace, stop);
        }, 3, 3);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Counts_OfARun_AreThoseTheFunctionSaw(string name)
    {
        var valley = new Valley();
        var report = MinimizerCatalogue.Named(name).Minimize(new Problem<double>(valley), [-1.2, 1, 4],
            StopRules.Default with { MaxIterations = 200 }).Report;
        Assert.Equal(valley.Evaluations, report.ValueEvaluations);
        Assert.Equal(valley.Jacobians, report.GradientEvaluations);
        Assert.Equal(0, report.NonFiniteEvaluations);
        Assert.Equal(0, report.ConstraintEvaluations);
        Assert.True(report.Iterations > 0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_ThatAreNotNumbersBeyondAWall_AreSteppedBackFromAndCounted(string name)
    {
        // (ln x − ln 4, 0.1 (x − 4)): zero at 4, not a number for x ≤ 0, where long steps from 200 lead.
        var bad = 0;
        var problem = new Problem<double>(Function.Vector<double>(1, 2,
            (x, r) =>
            {
                if (x[0] <= 0) bad++;
                (r[0], r[1]) = (Math.Log(x[0]) - Math.Log(4), 0.1 * (x[0] - 4));
            },
            (x, j) => (j[0], j[1]) = (1 / x[0], 0.1)));
        foreach (var start in new[] { 200.0, 0.01 })
        {
            bad = 0;
            var solution = MinimizerCatalogue.Named(name).Minimize(problem, [start]);
            Assert.True(solution.Report.Converged, solution.Report.ToString());
            Assert.Equal(4, solution.X[0], 1e-6);
            Assert.Equal(bad, solution.Report.NonFiniteEvaluations);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Tolerances_EachAlone_GiveTheirOwnReason(string name)
    {
        var minimizer = MinimizerCatalogue.Named(name);
        Assert.Equal(StopReason.SmallGradient, Ends(new StopRules { GradientTolerance = 1e-6 }));
        Assert.Equal(StopReason.SmallDecrease, Ends(new StopRules { GradientTolerance = 0, DecreaseTolerance = 1e-5 }));
        Assert.Equal(StopReason.SmallStep, Ends(new StopRules { GradientTolerance = 0, StepTolerance = 1e-4 }));
        Assert.Equal(StopReason.PrecisionReached, Ends(new StopRules { GradientTolerance = 0 }));
        Assert.Equal(StopReason.IterationBudget, Ends(new StopRules { MaxIterations = 1 }));
        Assert.Equal(StopReason.IterationBudget, Ends(new StopRules { MaxIterations = 0 }));
        Assert.Equal(StopReason.EvaluationBudget, Ends(new StopRules { MaxEvaluations = 2 }));
        Assert.Equal(StopReason.Cancelled, Ends(new StopRules { Cancellation = new CancellationToken(true) }));

        // Smooth and curved, with a minimum above zero: rounding ends what no tolerance does.
        StopReason Ends(StopRules stop) => minimizer.Minimize(new Problem<double>(Function.Vector<double>(2, 3,
            (x, r) => (r[0], r[1], r[2]) = (Math.Exp(x[0]) - 2, 3 * x[1] + Math.Exp(0.5 * x[0]), 0.3 * x[0] + 0.1 * x[1] + 0.7),
            (x, j) =>
            {
                (j[0], j[1]) = (Math.Exp(x[0]), 0);
                (j[2], j[3]) = (0.5 * Math.Exp(0.5 * x[0]), 3);
                (j[4], j[5]) = (0.3, 0.1);
            })), [3, -2], stop).Report.Reason;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Jacobian_OfTheWrongSign_IsReportedAndLeavesTheStartAlone(string name)
    {
        var problem = new Problem<double>(Function.Vector<double>(2, 2, (x, r) => (r[0], r[1]) = (x[0], x[1]),
            (_, j) => (j[0], j[1], j[2], j[3]) = (-1, 0, 0, -1)));
        var solution = MinimizerCatalogue.Named(name).Minimize(problem, [3, 4]);
        Assert.Equal(StopReason.LineSearchFailed, solution.Report.Reason);
        // Levenberg–Marquardt may end on a step that rounding hides.
        Assert.Equal(3, solution.X[0], 1e-12);
        Assert.Equal(4, solution.X[1], 1e-12);
        Assert.Equal(12.5, solution.Report.Value, 1e-12);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Residuals_ThatAreNotNumbersAtTheStart_AreReported(string name)
    {
        var problem = new Problem<double>(Function.Vector<double>(1, 1, (_, r) => r[0] = double.NaN, (_, j) => j[0] = 1));
        var solution = MinimizerCatalogue.Named(name).Minimize(problem, [3]);
        Assert.Equal(StopReason.NonFinite, solution.Report.Reason);
        Assert.Equal(1, solution.Report.NonFiniteEvaluations);
        Assert.Equal(3, solution.X[0]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Trace_OfARun_HoldsTheStartAndEveryIterate(string name)
    {
        var (trace, valley) = (new Trace<double>(keepPoints: true), new Valley());
        var problem = new Problem<double>(valley);
        var stop = new StopRules { MaxIterations = 20 };
        var solution = MinimizerCatalogue.Named(name).Minimize(problem, [-1.2, 1, 4], stop, trace);
        Assert.Equal(solution.Report.Iterations + 1, trace.Points.Count);
        Assert.Equal([-1.2, 1, 4], trace.Points[0]);
        Assert.Equal(solution.X, trace.Points[^1]);
        for (var i = 0; i < trace.Points.Count; i++)
            Assert.Equal(problem.Objective.Value(trace.Points[i]), trace.Progress[i].Value);
        for (var i = 1; i < trace.Points.Count; i++)
            Assert.True(trace.Progress[i].Value <= trace.Progress[i - 1].Value, $"{i}: {trace.Progress[i].Value}");
    }

    [Fact]
    public void HessianProducts_OfTheProblem_AreUsedAndCounted()
    {
        var products = new Products();
        var report = new TrustRegionNewtonCg().Minimize(new Problem<double>(products), [-1.2, 1, -1.2, 1]).Report;
        Assert.InRange(report.Value, 0, 1e-12);
        Assert.True(report.Converged);
        Assert.Equal(products.Calls, report.HessianEvaluations);
        Assert.Equal(products.Values, report.ValueEvaluations);
        Assert.Equal(report.ValueEvaluations, report.GradientEvaluations);
    }

    [Fact]
    public void Named_OfAnUnknownName_ListsAllNames()
    {
        var message = Assert.Throws<ArgumentException>(() => MinimizerCatalogue.Named("simplex")).Message;
        foreach (var minimizer in MinimizerCatalogue.All) Assert.Contains(minimizer.Name, message);
        Assert.Equal(MinimizerCatalogue.All.Count, MinimizerCatalogue.All.Select(m => m.Name).Distinct().Count());
    }

    // Rosenbrock's valley and a third variable of its own.
    private sealed class Valley : IDifferentiableVector<double>
    {
        public int Dimension => 3;

        public int Count => 3;

        public int Evaluations { get; private set; }

        public int Jacobians { get; private set; }

        public void Values(ReadOnlySpan<double> x, Span<double> values)
        {
            Evaluations++;
            (values[0], values[1], values[2]) = (10 * (x[1] - x[0] * x[0]), 1 - x[0], x[2] - 1);
        }

        public void Jacobian(ReadOnlySpan<double> x, Span<double> jacobian)
        {
            Jacobians++;
            jacobian.Clear();
            (jacobian[0], jacobian[1], jacobian[3], jacobian[8]) = (-20 * x[0], 10, -1, 1);
        }
    }

    private sealed class Products : IHessianProduct<double>
    {
        private readonly Rosenbrock<double> _rosenbrock = new(4);

        public int Dimension => 4;

        public int Calls { get; private set; }

        public int Values { get; private set; }

        public double Value(ReadOnlySpan<double> x)
        {
            Values++;
            return _rosenbrock.Value(x);
        }

        public double ValueAndGradient(ReadOnlySpan<double> x, Span<double> gradient)
        {
            Values++;
            return _rosenbrock.ValueAndGradient(x, gradient);
        }

        public void HessianProduct(ReadOnlySpan<double> x, ReadOnlySpan<double> direction, Span<double> product)
        {
            Calls++;
            _rosenbrock.HessianProduct(x, direction, product);
        }
    }
}
