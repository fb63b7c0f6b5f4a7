using System.Globalization;
using System.Text;
using Spans.Minimizers;
using Spans.Testing;
using Spans.Tests.Minimizers.HockSchittkowski;
using Spans.Tests.Minimizers.Mgh;

namespace Spans.Tests.Minimizers;

/// <summary>The numbers of the minimizers on their published test sets, run anew, as tables in markdown.</summary>
public static class MinimizerBars
{
    /// <summary>All tables.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder();
        Unconstrained(text);
        Peers(text);
        Constrained(text);
        Regressions(text);
        return text.ToString();
    }

    private static void Unconstrained(StringBuilder text)
    {
        Head(text, $"Moré, Garbow and Hillstrom: {MghFunction.All.Length} functions, standard starts, to 1e-8",
            "minimizer", "reached", "evaluations", "not reached");
        foreach (var (name, minimizer) in MghTests.Contestants)
            Reach(text, name, minimizer, MghTests.Tight);
        Reach(text, "levenberg-marquardt", new LevenbergMarquardt(), MghTests.Tight);
        var budget = MghTests.Tight with { MaxIterations = 500 };
        Reach(text, "gradient-descent (500 iterations)", new GradientDescent(), budget);
        Reach(text, "steepest-coordinate (500 iterations)", new SteepestCoordinate(), budget);
    }

    private static void Reach(StringBuilder text, string name, IMinimizer minimizer, StopRules stop)
    {
        var (evaluations, missed) = (0L, new List<string>());
        foreach (var function in MghFunction.All)
        {
            var report = minimizer.Minimize(new Problem<double>(function), function.Start, stop).Report;
            evaluations += report.ValueEvaluations;
            if (!MghRow.Named(function.Name).IsMinimum(2 * report.Value)) missed.Add(function.Name);
        }
        var names = missed.Count > 6 ? "" : string.Join(", ", missed);
        Row(text, name, $"{MghFunction.All.Length - missed.Count} of {MghFunction.All.Length}", evaluations, names);
    }

    private static void Peers(StringBuilder text)
    {
        Head(text, "Evaluations against SciPy 1.10 and MINPACK", "minimizer", "to a minimum", "peer", "in all", "peer");
        Against("lbfgs", new LBfgs(), MghTests.AsSciPy, row => row.LBfgs);
        Against("cg", new ConjugateGradient(), MghTests.AsSciPy, row => row.Cg);
        var asMinpack = new StopRules { GradientTolerance = 0, DecreaseTolerance = 1e-12, StepTolerance = 1e-12 };
        Against("levenberg-marquardt", new LevenbergMarquardt(), asMinpack, row => row.LeastSquares);

        void Against(string name, IMinimizer minimizer, StopRules stop, Func<MghRow, Spent> peer)
        {
            var (ours, theirs, oursInAll, theirsInAll) = (0, 0, 0, 0);
            foreach (var function in MghFunction.All)
            {
                var row = MghRow.Named(function.Name);
                var watch = new Watch(function, row);
                minimizer.Minimize(new Problem<double>(watch), function.Start, stop);
                if (peer(row).ToTarget == 0) continue;
                (ours, theirs) = (ours + watch.ToTarget, theirs + peer(row).ToTarget);
                (oursInAll, theirsInAll) = (oursInAll + watch.Evaluations, theirsInAll + peer(row).Evaluations);
            }
            Row(text, name, ours, theirs, oursInAll, theirsInAll);
        }
    }

    private static void Constrained(StringBuilder text)
    {
        Head(text, $"Hock and Schittkowski: {HsProblem.All.Length} problems, interior point", "given", "published optimum",
            "other local minimum", "largest relative error", "largest KKT residual", "iterations", "evaluations of f");
        Solve("Hessians", Given.Hessians, new InteriorPoint());
        Solve("gradients", Given.Gradients, new InteriorPoint());
        Solve("gradients, curvature learnt", Given.Gradients, new InteriorPoint { Curvature = CurvatureSource.DampedBfgs });

        void Solve(string name, Given given, InteriorPoint minimizer)
        {
            var (published, local, error, kkt, iterations, evaluations) = (0, 0, 0.0, 0.0, 0, 0);
            foreach (var hs in HsProblem.All)
            {
                var solution = minimizer.Minimize(hs.ToProblem(given), hs.Start);
                var miss = Math.Abs(solution.Report.Value - hs.Optimum) / Math.Max(1, Math.Abs(hs.Optimum));
                if (miss <= 1e-6) published++;
                else local++;
                if (miss <= 1e-6) error = Math.Max(error, miss);
                kkt = Math.Max(kkt, InteriorPointTests.KktResidual(hs, solution));
                iterations += solution.Report.Iterations;
                evaluations += solution.Report.ValueEvaluations;
            }
            Row(text, name, published, local, $"{error:0.0e+0}", $"{kkt:0.0e+0}", iterations, evaluations);
        }
    }

    private static void Regressions(StringBuilder text)
    {
        Head(text, "NIST nonlinear regression: digits of the parameters, of the sum of squares, evaluations",
            "set", "start 1", "start 2");
        foreach (var set in Golden.Read("nist")) Row(text, set.Name, From(set, "start-1"), From(set, "start-2"));

        static string From(GoldenCase set, string start)
        {
            var stop = new StopRules { GradientTolerance = 0, MaxEvaluations = 20_000 };
            var problem = new Problem<double>(NistTests.Residuals(set));
            var solution = new LevenbergMarquardt().Minimize(problem, set.Doubles(start), stop);
            var digits = set.Doubles("certified").Zip(solution.X, NistTests.Digits).Min();
            var sum = NistTests.Digits(set.Number("sum-of-squares"), 2 * solution.Report.Value);
            return string.Create(CultureInfo.InvariantCulture, $"{digits:F1}, {sum:F1}, {solution.Report.ValueEvaluations}");
        }
    }

    private static void Head(StringBuilder text, string title, params string[] columns)
    {
        text.Append("\n### ").Append(title).Append("\n\n| ").AppendJoin(" | ", columns).Append(" |\n|");
        foreach (var _ in columns) text.Append("---|");
        text.Append('\n');
    }

    private static void Row(StringBuilder text, params object[] cells) => text.Append("| ")
        .AppendJoin(" | ", cells.Select(c => Convert.ToString(c, CultureInfo.InvariantCulture))).Append(" |\n");
}
