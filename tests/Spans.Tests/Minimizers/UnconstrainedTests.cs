using Spans.Minimizers;
using Spans.Testing;

namespace Spans.Tests.Minimizers;

/// <summary>What every minimizer of free variables promises.</summary>
[Trait("Category", "Numeric")]
public class UnconstrainedTests(ITestOutputHelper output)
{
    private static readonly IMinimizer[] s_all =
    [
        new GradientDescent(), new SteepestCoordinate(), new ConjugateGradient(),
        new ConjugateGradient { Formula = ConjugateFormula.HagerZhang },
        new ConjugateGradient { Formula = ConjugateFormula.FletcherReeves }, new Bfgs(), new LBfgs(), new LBfgsB(), new Newton(),
        new TrustRegionNewtonCg(), new ConjugateGradient { Memory = 0 }, new TrustRegionNewtonCg { Memory = 0 },
        new InteriorPoint(), new InteriorPoint { Curvature = CurvatureSource.DampedBfgs },
    ];

    public static TheoryData<int> All => new(Enumerable.Range(0, s_all.Length));

    [Theory]
    [MemberData(nameof(All))]
    public void Run_OfTwoHundredIterations_AllocatesNothing(int which)
    {
        var problem = new Problem<double>(new Rosenbrock<double>(20));
        var start = Rosenbrock<double>.Start(20);
        var x = new double[20];
        var workspace = new Workspace<double>();
        var stop = new StopRules { MaxIterations = 200, GradientTolerance = 0 };
        Allocation.None(() =>
        {
            start.CopyTo(x, 0);
            s_all[which].Minimize(problem, x.AsSpan(), workspace, stop);
        }, 3, 3);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Run_OnFloats_SolvesAQuadratic(int which)
    {
        // f = ½ Σ (i+1) (x − 1)²: minimum 0 at ones.
        var objective = Function.Scalar<float>(4,
            x => 0.5 * (Sq(x[0]) + 2 * Sq(x[1]) + 3 * Sq(x[2]) + 4 * Sq(x[3])),
            (x, g) => { for (var i = 0; i < 4; i++) g[i] = (i + 1) * (x[i] - 1); });
        var stop = new StopRules { GradientTolerance = 1e-6 };
        var solution = s_all[which].Minimize(new Problem<float>(objective), [5, -3, 2, 9], stop);
        foreach (var xi in solution.X) Assert.Equal(1, xi, 1e-6f);
        Assert.True(solution.Report.Converged);

        static double Sq(float x) => (x - 1.0) * (x - 1.0);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Maximize_OfAConcaveFunction_FindsItsTop(int which)
    {
        // 7 − (x−2)² − 2 (y+1)²: maximum 7 at (2, −1).
        var problem = new Problem<double>(Function.Scalar<double>(2,
            x => 7 - (x[0] - 2) * (x[0] - 2) - 2 * (x[1] + 1) * (x[1] + 1),
            (x, g) => (g[0], g[1]) = (-2 * (x[0] - 2), -4 * (x[1] + 1))))
        { Sense = Sense.Maximize };
        var solution = s_all[which].Minimize(problem, [0, 0]);
        Assert.Equal(StopReason.SmallGradient, solution.Report.Reason);
        Assert.Equal(7, solution.Report.Value, 1e-12);
        Assert.Equal(2, solution.X[0], 1e-7);
        Assert.Equal(-1, solution.X[1], 1e-7);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Value_ThatIsNotANumberBeyondAWall_IsSteppedBackFromAndCounted(int which)
    {
        // −log x + x for x > 0 has its minimum 1 at x = 1; the first step from 0.01 lands at negative x.
        var problem = new Problem<double>(Function.Scalar<double>(1, x => x[0] > 0 ? x[0] - 4 * Math.Log(x[0]) : double.NaN,
            (x, g) => g[0] = x[0] > 0 ? 1 - 4 / x[0] : double.NaN));
        var solution = s_all[which].Minimize(problem, [20]);
        var wide = s_all[which].Minimize(problem, [1e-3]);
        Assert.Equal(4, solution.X[0], 1e-6);
        Assert.Equal(4, wide.X[0], 1e-6);
        Assert.True(solution.Report.Converged && wide.Report.Converged);
    }

    [Fact]
    public void Value_ThatIsNotANumberOnTheWay_IsCounted()
    {
        // A valley whose quasi-Newton steps overshoot into the forbidden half-plane.
        var visits = 0;
        var problem = new Problem<double>(Function.Scalar<double>(1,
            x =>
            {
                if (x[0] < 2) return Math.Pow(x[0] - 1, 4);
                visits++;
                return double.NaN;
            },
            (x, g) => g[0] = 4 * Math.Pow(x[0] - 1, 3)));
        var solution = new LBfgs().Minimize(problem, [-60], new StopRules { GradientTolerance = 1e-12 });
        Assert.Equal(visits, solution.Report.NonFiniteEvaluations);
        Assert.Equal(1, solution.X[0], 1e-3);
        Assert.True(solution.Report.Converged);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Start_WhereTheFunctionIsNotFinite_IsReportedAndLeftAlone(int which)
    {
        var problem = new Problem<double>(Function.Scalar<double>(1, _ => double.NaN, (_, g) => g[0] = 1));
        var solution = s_all[which].Minimize(problem, [3]);
        Assert.Equal(StopReason.NonFinite, solution.Report.Reason);
        Assert.Equal(1, solution.Report.NonFiniteEvaluations);
        Assert.Equal(3, solution.X[0]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Gradient_OfTheWrongSign_IsReportedAsALineSearchThatFailed(int which)
    {
        var problem = new Problem<double>(Function.Scalar<double>(2, x => x[0] * x[0] + x[1] * x[1],
            (x, g) => (g[0], g[1]) = (-2 * x[0], -2 * x[1])));
        var solution = s_all[which].Minimize(problem, [3, 4]);
        Assert.Equal(StopReason.LineSearchFailed, solution.Report.Reason);
        Assert.Equal([3, 4], solution.X);
        Assert.Equal(25, solution.Report.Value);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Budget_OfEvaluations_IsKept(int which)
    {
        var calls = 0;
        var rosenbrock = new Rosenbrock<double>(2);
        var problem = new Problem<double>(Function.Scalar<double>(2, x => { calls++; return rosenbrock.Value(x); },
            (x, g) => rosenbrock.ValueAndGradient(x, g)));
        var report = s_all[which].Minimize(problem, [-1.2, 1], new StopRules { MaxEvaluations = 12 }).Report;
        Assert.Equal(StopReason.EvaluationBudget, report.Reason);
        Assert.Equal(calls, report.ValueEvaluations);
        Assert.InRange(calls, 12, 13);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Cancellation_BetweenEvaluations_EndsTheRunWithTheBestPoint(int which)
    {
        using var source = new CancellationTokenSource();
        var calls = 0;
        var rosenbrock = new Rosenbrock<double>(2);
        var problem = new Problem<double>(Function.Scalar<double>(2,
            x =>
            {
                if (++calls == 9) source.Cancel();
                return rosenbrock.Value(x);
            },
            (x, g) => rosenbrock.ValueAndGradient(x, g)));
        var solution = s_all[which].Minimize(problem, [-1.2, 1], new StopRules { Cancellation = source.Token });
        Assert.Equal(StopReason.Cancelled, solution.Report.Reason);
        Assert.Equal(rosenbrock.Value(solution.X), solution.Report.Value);
        Assert.True(solution.Report.Value < 24.2);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Trace_OfARun_HoldsTheStartAndEveryIterate(int which)
    {
        var trace = new Trace<double>(keepPoints: true);
        var rosenbrock = new Rosenbrock<double>(2);
        var stop = new StopRules { MaxIterations = 25 };
        var solution = s_all[which].Minimize(new Problem<double>(rosenbrock), [-1.2, 1], stop, trace);
        Assert.Equal(solution.Report.Iterations + 1, trace.Progress.Count);
        Assert.Equal([-1.2, 1], trace.Points[0]);
        Assert.Equal(solution.X, trace.Points[^1]);
        for (var i = 0; i < trace.Points.Count; i++) Assert.Equal(rosenbrock.Value(trace.Points[i]), trace.Progress[i].Value);
    }

    [Fact]
    public void LBfgs_OnRosenbrock_SpendsAtMostThreeTimesTorchsEvaluations()
    {
        var (doubles, floats) = (new FirstBelow<double>(1e-10), new FirstBelow<float>(1e-6));
        new LBfgs().Minimize(new Problem<double>(doubles), [-1.2, 1]);
        new LBfgs().Minimize(new Problem<float>(floats), [-1.2f, 1], new StopRules { GradientTolerance = 1e-6 });
        var (theirs, theirFloats) = (Golden.Case("rosenbrock", "double"), Golden.Case("rosenbrock", "float"));
        output.WriteLine($"to 1e-10 in double: {doubles.Hit} against torch's {theirs.Option("evaluations")}");
        output.WriteLine($"to 1e-6 in float:   {floats.Hit} against torch's {theirFloats.Option("evaluations")}");
        Assert.InRange(doubles.Hit, 1, 3 * theirs.Option("evaluations"));
        Assert.InRange(floats.Hit, 1, 3 * theirFloats.Option("evaluations"));
    }

    [Fact]
    public void LBfgs_OnRosenbrockInFloats_ReachesOneInAMillion()
    {
        var solution = new LBfgs().Minimize(new Problem<float>(new Rosenbrock<float>(2)), [-1.2f, 1],
            new StopRules { GradientTolerance = 1e-6 });
        Assert.InRange(solution.Report.Value, 0, 1e-6);
        foreach (var xi in solution.X) Assert.Equal(1, xi, 1e-3f);
        Assert.True(solution.Report.Converged);
        Assert.InRange(solution.Report.ValueEvaluations, 1, 60);
    }

    [Fact]
    public void LBfgs_OnRosenbrockInDoubles_ReachesOneInTenBillion() => Assert.InRange(
        new LBfgs().Minimize(new Problem<double>(new Rosenbrock<double>(2)), [-1.2, 1]).Report.Value, 0, 1e-10);

    [Fact]
    public void Differences_InPlaceOfAGradient_ReachTheSameMinimumAndCountTheirValues()
    {
        var rosenbrock = new Rosenbrock<double>(4);
        var calls = 0;
        var problem = new Problem<double>(Function.Scalar<double>(4, x => { calls++; return rosenbrock.Value(x); }));
        var report = new LBfgs().Minimize(problem, Rosenbrock<double>.Start(4)).Report;
        Assert.InRange(report.Value, 0, 1e-12);
        Assert.Equal(calls, report.ValueEvaluations);
        Assert.Equal(0, report.GradientEvaluations);
    }

    [Fact]
    public void Evaluations_AreAllMadeAtTheCallersSpan()
    {
        var x = Rosenbrock<double>.Start(4);
        var rosenbrock = new Rosenbrock<double>(4);
        var elsewhere = 0;
        var problem = new Problem<double>(Function.Scalar<double>(4, at =>
        {
            if (at != x.AsSpan()) elsewhere++;
            return rosenbrock.Value(at);
        }));
        foreach (var minimizer in s_all)
            minimizer.Minimize(problem, x.AsSpan(), new Workspace<double>(), new StopRules { MaxIterations = 10 });
        Assert.Equal(0, elsewhere);
    }

    [Fact]
    public void Arguments_ThatDoNotFit_AreRefusedBeforeAnyEvaluation()
    {
        var calls = 0;
        var objective = Function.Scalar<double>(2, _ => { calls++; return 0; });
        var bounded = new Problem<double>(objective) { Lower = new double[] { 0, 0 } };
        Assert.Contains("x holds 3 elements but must hold 2",
            Assert.Throws<ArgumentException>(() => new LBfgs().Minimize(new Problem<double>(objective), [1, 2, 3])).Message);
        Assert.Contains("does not handle bounds",
            Assert.Throws<ArgumentException>(() => new LBfgs().Minimize(bounded, [1, 2])).Message);
        Assert.Throws<ArgumentException>(() => new Problem<double>(objective) { Lower = new double[] { 0 } });
        Assert.Throws<ArgumentException>(() =>
            new Problem<double>(objective) { Lower = new double[] { 0, 5 }, Upper = new double[] { 1, 4 } });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LBfgs { Memory = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new LBfgs().Minimize(new Problem<double>(objective), [1, 2], new StopRules { GradientTolerance = double.NaN }));
        Assert.Equal(0, calls);
    }

    // Rosenbrock's function, noting at which evaluation it was first at most the goal.
    private sealed class FirstBelow<T>(double goal) : IDifferentiable<T>
        where T : struct, System.Numerics.IFloatingPointIeee754<T>
    {
        private readonly Rosenbrock<T> _rosenbrock = new(2);
        private int _calls;

        public int Dimension => 2;

        public int Hit { get; private set; }

        public double Value(ReadOnlySpan<T> x) => See(_rosenbrock.Value(x));

        public double ValueAndGradient(ReadOnlySpan<T> x, Span<T> gradient) => See(_rosenbrock.ValueAndGradient(x, gradient));

        private double See(double value)
        {
            _calls++;
            if (Hit == 0 && value <= goal) Hit = _calls;
            return value;
        }
    }
}
