using System.Numerics;

namespace Spans.Minimizers;

/// <summary>
/// Levenberg–Marquardt by normal equations: (JᵀJ + λ D²) p = −Jᵀ r with D² the largest diagonal of JᵀJ so far, λ following how well the
/// model foretold the last step. Squares the condition of J, which λ makes up for, and in return costs one matrix product and one
/// Cholesky factor. Bounds by projection. Sources: Marquardt 1963; Nielsen 1999 for λ.
/// </summary>
internal static class NormalEquationsDescent
{
    private const double FirstDamping = 1e-2;
    private const double LeastDamping = 1e-7;
    private const double MostDamping = 1e12;
    private const double LeastRatio = 1e-4;

    // A column this much smaller than the largest is scaled as if it were not: units that are dead now may wake.
    private const double LeastScale = 1e-6;

    internal static MinimizerReport Run<T>(ref MinimizerRun<T> run, INormalEquations<T> equations) where T : struct, IFloatingPointIeee754<T>
    {
        var x = run.X;
        var n = x.Length;
        var workspace = run.Workspace;
        var gradient = workspace.Elements(n);
        var old = workspace.Elements(n);
        var diagonal = workspace.Doubles(n);
        var scale = workspace.Doubles(n);
        var damping = workspace.Doubles(n);
        var step = workspace.Doubles(n);
        var held = workspace.Integers(n);
        var value = Linearize(ref run, equations, gradient, diagonal, held, out var norm);
        var proceeds = run.Start(value, norm);
        var (lambda, growth, idle) = (FirstDamping, 2.0, 0);
        while (proceeds)
        {
            Rescale(diagonal, scale);
            for (var i = 0; i < n; i++) damping[i] = lambda * scale[i];
            var (trial, promise) = (double.PositiveInfinity, 0.0);
            x.CopyTo(old);
            if (equations.TrySolve(damping, gradient, held, step))
            {
                Take(run.Problem, x, step);
                promise = -(Slope<T>(gradient, step) + 0.5 * equations.Curvature(step));
                if (promise > 0) trial = run.Count(equations.HalfSquares(x), 1, 0);
            }
            var noise = MinimizerRun<T>.Noise(value);
            var hidden = promise > 0 && promise <= noise && Math.Abs(value - trial) <= noise;
            var ratio = hidden ? 1 : promise > 0 && double.IsFinite(trial) ? (value - trial) / promise : 0;
            if (ratio > LeastRatio && Linearize(ref run, equations, gradient, diagonal, held, out var next) is var found && double.IsFinite(found))
            {
                idle = hidden && next >= norm ? idle + 1 : 0;
                var decrease = value - found;
                (value, norm) = (found, next);
                lambda = Math.Max(LeastDamping, lambda * Math.Max(1.0 / 3, 1 - Math.Pow(2 * Math.Min(ratio, 1) - 1, 3)));
                growth = 2;
                proceeds = run.Continue(value, norm, decrease, Vectors.Norm<double>(step));
                if (proceeds && idle == 2) (run.Reason, proceeds) = (StopReason.PrecisionReached, false);
            }
            else
            {
                old.CopyTo(x);
                lambda *= growth;
                growth *= 2;
                proceeds = !run.Interrupted();
                if (proceeds && lambda > MostDamping)
                    (run.Reason, proceeds) = (LineDescent.NoProgress<T>(promise, value), false);
            }
        }
        Bounds.Multipliers<T>(run.Problem, x, gradient, workspace);
        return run.Report(value, norm);
    }

    private static double Linearize<T>(ref MinimizerRun<T> run, INormalEquations<T> equations, Span<T> gradient, Span<double> diagonal,
        Span<int> held, out double norm) where T : struct, IFloatingPointIeee754<T>
    {
        var value = equations.Linearize(run.X, gradient, diagonal);
        value = run.Count(Vectors.AllFinite<T>(gradient) && Vectors.AllFinite<double>(diagonal) ? value : double.NaN, 1, 1);
        norm = double.IsFinite(value) ? Bounds.ProjectedNorm<T>(run.Problem, run.X, gradient) : double.PositiveInfinity;
        if (!run.Problem.HasBounds) return value;
        for (var i = 0; i < held.Length; i++)
        {
            var (at, slope) = (double.CreateTruncating(run.X[i]), double.CreateTruncating(gradient[i]));
            held[i] = (at <= Bounds.Lower(run.Problem, i) && slope > 0) || (at >= Bounds.Upper(run.Problem, i) && slope < 0) ? 1 : 0;
        }
        return value;
    }

    private static void Rescale(ReadOnlySpan<double> diagonal, Span<double> scale)
    {
        var largest = 0.0;
        for (var i = 0; i < scale.Length; i++) largest = Math.Max(largest, diagonal[i]);
        for (var i = 0; i < scale.Length; i++) scale[i] = Math.Max(scale[i], Math.Max(diagonal[i], Math.Max(LeastScale * largest, 1e-30)));
    }

    // x ← P(x + p); p becomes the move that was made.
    private static void Take<T>(Problem<T> problem, Span<T> x, Span<double> step) where T : struct, IFloatingPointIeee754<T>
    {
        for (var i = 0; i < x.Length; i++)
        {
            var from = double.CreateTruncating(x[i]);
            var to = Math.Clamp(from + step[i], Bounds.Lower(problem, i), Bounds.Upper(problem, i));
            x[i] = T.CreateTruncating(to);
            step[i] = to - from;
        }
    }

    private static double Slope<T>(ReadOnlySpan<T> gradient, ReadOnlySpan<double> step) where T : struct, IFloatingPointIeee754<T>
    {
        var sum = 0.0;
        for (var i = 0; i < step.Length; i++) sum += double.CreateTruncating(gradient[i]) * step[i];
        return sum;
    }
}
