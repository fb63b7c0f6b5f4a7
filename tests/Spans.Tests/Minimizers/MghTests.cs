using Spans.Minimizers;
using Spans.Tests.Minimizers.Mgh;

namespace Spans.Tests.Minimizers;

/// <summary>The unconstrained test set of Moré, Garbow and Hillstrom 1981 from its standard starts.</summary>
public class MghTests(ITestOutputHelper output)
{
    internal static readonly StopRules Tight =
        new() { GradientTolerance = 1e-10, MaxIterations = 50_000, MaxEvaluations = 50_000 };

    // Half of 1e-5, SciPy's default: it minimises Σ r², Spans ½ Σ r².
    internal static readonly StopRules AsSciPy =
        new() { GradientTolerance = 0.5e-5, MaxIterations = 20_000, MaxEvaluations = 20_000 };

    internal static readonly Dictionary<string, IMinimizer> Contestants = new()
    {
        ["bfgs"] = new Bfgs(),
        ["lbfgs"] = new LBfgs(),
        ["lbfgsb"] = new LBfgsB(),
        ["newton"] = new Newton(),
        ["newton-cg"] = new TrustRegionNewtonCg(),
        ["interior-point"] = new InteriorPoint(),
        ["cg"] = new ConjugateGradient(),
        ["cg-hager-zhang"] = new ConjugateGradient { Formula = ConjugateFormula.HagerZhang },
        ["cg-fletcher-reeves"] = new ConjugateGradient { Formula = ConjugateFormula.FletcherReeves },
    };

    public static TheoryData<string> Functions => new(Array.ConvertAll(MghFunction.All, f => f.Name));

    public static TheoryData<string> Minimizers => new(Contestants.Keys);

    [Theory]
    [MemberData(nameof(Functions))]
    public void Function_AtItsStart_HasTorchsValueAndGradient(string name)
    {
        var function = MghFunction.Named(name);
        var row = MghRow.Named(name);
        var gradient = new double[function.Dimension];
        var objective = (IDifferentiable<double>)new Problem<double>(function).Objective;
        var value = 2 * objective.ValueAndGradient(function.Start, gradient);
        var scale = row.Gradient.Max(Math.Abs);
        Assert.Equal(row.Value, value, 1e-12 * row.Value);
        for (var i = 0; i < gradient.Length; i++) Assert.Equal(row.Gradient[i], 2 * gradient[i], 1e-9 * scale);
    }

    [Theory]
    [MemberData(nameof(Minimizers))]
    public void Minimizer_OnEveryFunction_ReachesAKnownMinimum(string name)
    {
        var missed = new List<string>();
        foreach (var function in MghFunction.All)
        {
            var end = Contestants[name].Minimize(new Problem<double>(function), function.Start, Tight).Report;
            var reached = MghRow.Named(function.Name).IsMinimum(2 * end.Value);
            output.WriteLine($"{function.Name,-26} {2 * end.Value,-24:R} {end.ValueEvaluations,6} {end.Reason}");
            if (!reached) missed.Add(function.Name);
        }
        Assert.Empty(missed);
    }

    [Fact]
    public void GradientDescent_OnEveryFunction_NeverEndsAboveItsStart()
    {
        foreach (var function in MghFunction.All)
        {
            var problem = new Problem<double>(function);
            var start = problem.Objective.Value(function.Start);
            var end = new GradientDescent().Minimize(problem, function.Start, Tight with { MaxIterations = 500 }).Report;
            Assert.True(end.Value < start, $"{function.Name}: {end.Value} from {start}");
            output.WriteLine($"{function.Name,-26} {2 * end.Value,-24:R} {end.ValueEvaluations,6} {end.Reason}");
        }
    }

    [Fact]
    public void LBfgs_OnAllFunctions_SpendsAtMostOnePointThreeTimesSciPys() => CompareWithSciPy(new LBfgs(), row => row.LBfgs);

    [Fact]
    public void LBfgsB_WithoutBounds_SpendsAtMostOnePointThreeTimesSciPys() => CompareWithSciPy(new LBfgsB(), row => row.LBfgs);

    [Fact]
    public void ConjugateGradient_OnAllFunctions_SpendsAtMostOnePointThreeTimesSciPys() =>
        CompareWithSciPy(new ConjugateGradient(), row => row.Cg);

    [Fact]
    public void LevenbergMarquardt_OnAllFunctions_SpendsAtMostOnePointThreeTimesMinpacks()
    {
        // As leastsq ran: relative tolerances of 1e-12, no test of the gradient.
        var stop = new StopRules { GradientTolerance = 0, DecreaseTolerance = 1e-12, StepTolerance = 1e-12 };
        var (ours, theirs, jacobians, theirJacobians) = (0, 0, 0, 0);
        output.WriteLine($"{"",-26} {"Spans",10} {"MINPACK",10}   (to a minimum / in all)");
        foreach (var function in MghFunction.All)
        {
            var row = MghRow.Named(function.Name);
            var watch = new Watch(function, row);
            var report = new LevenbergMarquardt().Minimize(new Problem<double>(watch), function.Start, stop).Report;
            output.WriteLine($"{function.Name,-26} {watch.ToTarget,4}/{watch.Evaluations,5} "
                + $"{row.LeastSquares.ToTarget,4}/{row.LeastSquares.Evaluations,5} {report.Reason}");
            Assert.True(watch.ToTarget > 0 && row.IsMinimum(2 * report.Value), $"{function.Name}: {2 * report.Value}");
            (ours, theirs) = (ours + watch.Evaluations, theirs + row.LeastSquares.Evaluations);
            (jacobians, theirJacobians) = (jacobians + report.GradientEvaluations, theirJacobians + row.LeastSquares.Jacobians);
        }
        output.WriteLine($"evaluations {ours} against MINPACK's {theirs}, Jacobians {jacobians} against {theirJacobians}");
        Assert.InRange(ours, 0, 1.3 * theirs);
        Assert.InRange(jacobians, 0, 1.3 * theirJacobians);
    }

    // Evaluations until first at a known minimum, over the functions that SciPy brings to one at all; and evaluations until
    // the same stopping rule, over the same functions. Both within 1.3 times SciPy's.
    private void CompareWithSciPy(IMinimizer minimizer, Func<MghRow, Spent> sciPy)
    {
        var (ours, theirs, oursInAll, theirsInAll) = (0, 0, 0, 0);
        output.WriteLine($"{"",-26} {"Spans",10} {"SciPy",10}   (to a minimum / in all)");
        foreach (var function in MghFunction.All)
        {
            var row = MghRow.Named(function.Name);
            var watch = new Watch(function, row);
            minimizer.Minimize(new Problem<double>(watch), function.Start, AsSciPy);
            var their = sciPy(row);
            output.WriteLine(
                $"{function.Name,-26} {watch.ToTarget,4}/{watch.Evaluations,5} {their.ToTarget,4}/{their.Evaluations,5}");
            if (their.ToTarget == 0) continue;
            Assert.True(watch.ToTarget > 0, $"{minimizer.Name} did not bring {function.Name} to a minimum; SciPy did.");
            (ours, theirs) = (ours + watch.ToTarget, theirs + their.ToTarget);
            (oursInAll, theirsInAll) = (oursInAll + watch.Evaluations, theirsInAll + their.Evaluations);
        }
        output.WriteLine($"to a minimum: {ours} against SciPy's {theirs}; in all: {oursInAll} against {theirsInAll}");
        Assert.InRange(ours, 0, 1.3 * theirs);
        Assert.InRange(oursInAll, 0, 1.3 * theirsInAll);
    }
}
