using Spans.Minimizers;
using Spans.Testing;
using Spans.Tests.Minimizers.Mgh;

namespace Spans.Tests.Minimizers;

/// <summary>Functions of Moré, Garbow and Hillstrom in boxes that cut their minima off.</summary>
[Trait("Category", "Numeric")]
public class BoundedTests(ITestOutputHelper output)
{
    private static readonly StopRules s_tight = new() { GradientTolerance = 1e-10, MaxIterations = 20_000 };

    public static TheoryData<string> Names => new(Golden.Names("bounded"));

    [Theory]
    [MemberData(nameof(Names))]
    public void LBfgsB_InABox_ReachesAMinimumOfSciPys(string name) => Check(new LBfgsB(), name);

    [Theory]
    [MemberData(nameof(Names))]
    public void LevenbergMarquardt_InABox_ReachesAMinimumOfSciPys(string name) => Check(new LevenbergMarquardt(), name);

    [Fact]
    public void LBfgsB_OnAllBoxes_SpendsAtMostOnePointThreeTimesSciPys()
    {
        var (ours, theirs) = (0, 0);
        foreach (var box in Golden.Read("bounded"))
        {
            if (box.Option("evaluations") == 0) continue;
            // SciPy's 1e-11 is of Σ r², ours of half of it.
            var stop = s_tight with { GradientTolerance = 0.5e-11 };
            var report = new LBfgsB().Minimize(Problem(box), MghFunction.Named(box.Name).Start, stop).Report;
            output.WriteLine($"{box.Name,-24} {report.ValueEvaluations,4} {box.Option("evaluations"),4} {report.Reason}");
            (ours, theirs) = (ours + report.ValueEvaluations, theirs + (int)box.Option("evaluations"));
        }
        output.WriteLine($"{ours} against SciPy's {theirs}");
        Assert.InRange(ours, 0, 1.3 * theirs);
    }

    [Fact]
    public void Multipliers_OfActiveBounds_AreWhatTheBoundHoldsBack()
    {
        // ½ (x−3)² + ½ (y+2)² + ½ (z−1)² on [0, 2]³: minimum (2, 0, 1), held back by 1 at the top and by 2 at the bottom.
        var problem = new Problem<double>(Function.Vector<double>(3, 3,
            (x, r) => (r[0], r[1], r[2]) = (x[0] - 3, x[1] + 2, x[2] - 1),
            (_, j) => { j.Clear(); (j[0], j[4], j[8]) = (1, 1, 1); }))
        { Lower = new double[] { 0, 0, 0 }, Upper = new double[] { 2, 2, 2 } };
        foreach (var minimizer in new IMinimizer[] { new SteepestCoordinate(), new LBfgsB(), new LevenbergMarquardt() })
        {
            var solution = minimizer.Minimize(problem, [9, 9, 9]);
            Assert.Equal([2, 0], solution.X[..2]);
            Assert.Equal(1, solution.X[2], 1e-9);
            Assert.Equal([1, 0, 0], solution.UpperMultipliers);
            Assert.Equal([0, 2, 0], solution.LowerMultipliers);
            Assert.InRange(solution.Report.KktResidual, 0, 1e-9);
        }
    }

    [Fact]
    public void Evaluations_InABox_NeverLeaveIt()
    {
        foreach (var box in Golden.Read("bounded"))
        {
            var function = MghFunction.Named(box.Name);
            var (low, high) = (box.Doubles("lower"), box.Doubles("upper"));
            var outside = 0;
            var watched = Function.Vector<double>(function.Dimension, function.Count, (x, r) =>
            {
                for (var i = 0; i < x.Length; i++) if (x[i] < low[i] || x[i] > high[i]) outside++;
                function.Values(x, r);
            });
            var problem = new Problem<double>(watched) { Lower = low, Upper = high };
            foreach (var minimizer in new IMinimizer[] { new LBfgsB(), new LevenbergMarquardt() })
                minimizer.Minimize(problem, function.Start, new StopRules { MaxIterations = 100 });
            Assert.True(outside == 0, $"{box.Name}: {outside} evaluations outside");
        }
    }

    [Fact]
    public void Run_InABox_AllocatesNothing()
    {
        var box = Golden.Case("bounded", "biggs");
        var (problem, start, workspace) = (Problem(box), MghFunction.Named("biggs").Start, new Workspace<double>());
        var x = new double[start.Length];
        foreach (var minimizer in new IMinimizer[] { new LBfgsB(), new LevenbergMarquardt() })
            Allocation.None(() =>
            {
                start.CopyTo(x, 0);
                minimizer.Minimize(problem, x.AsSpan(), workspace, s_tight);
            }, 3, 3);
    }

    [Fact]
    public void Floats_InABox_ReachTheCorner()
    {
        // Rosenbrock with x ≤ 0.8: minimum at (0.8, 0.64), 0.04.
        var problem = new Problem<float>(new Rosenbrock<float>(2)) { Upper = new[] { 0.8f, float.PositiveInfinity } };
        var solution = new LBfgsB().Minimize(problem, [-1.2f, 1], new StopRules { GradientTolerance = 1e-4 });
        Assert.True(solution.Report.Converged);
        Assert.Equal(0.8f, solution.X[0]);
        Assert.Equal(0.64f, solution.X[1], 1e-5f);
        Assert.Equal(0.04, solution.Report.Value, 1e-6);
    }

    private void Check(IMinimizer minimizer, string name)
    {
        var box = Golden.Case("bounded", name);
        var problem = Problem(box);
        var solution = minimizer.Minimize(problem, MghFunction.Named(name).Start, s_tight);
        output.WriteLine($"{2 * solution.Report.Value:R} {solution.Report}");
        Assert.Contains(box.Doubles("minima"), m => Math.Abs(2 * solution.Report.Value - m) <= 1e-8 * Math.Max(1, m));
        Assert.True(solution.Report.Converged, solution.Report.Reason.ToString());
        for (var i = 0; i < solution.X.Length; i++)
            Assert.InRange(solution.X[i], problem.Lower.Span[i], problem.Upper.Span[i]);
    }

    private static Problem<double> Problem(GoldenCase box) =>
        new(MghFunction.Named(box.Name)) { Lower = box.Doubles("lower"), Upper = box.Doubles("upper") };
}
