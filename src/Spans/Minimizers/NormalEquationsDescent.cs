using System.Numerics;

namespace Spans.Minimizers;

/// <summary>
/// Levenberg–Marquardt by normal equations: (JᵀJ + λ d I) p = −Jᵀ r with d the largest diagonal element of JᵀJ, λ following how
/// well the model foretold the last step. Squares the condition of J, which λ makes up for, and in return costs one matrix
/// product and one Cholesky factor. Bounds by projection. Source: Levenberg 1944.
/// </summary>
/// <remarks>
/// Marquardt's scaling by the diagonal was tried: it lets weights of units that are nearly saturated run away, and networks take
/// two to twenty times the iterations (16 against 66 on Boston's house prices).
/// </remarks>
internal static class NormalEquationsDescent
{
    private const double FirstDamping = 1e-3;
    private const double LeastDamping = 1e-7;
    private const double MostDamping = 1e12;
    private const double LeastRatio = 1e-4;
    private const double Shrink = 5;
    private const double Growth = 4;

    internal static MinimizerReport Run<T>(ref MinimizerRun<T> run, INormalEquations<T> equations)
        where T : struct, IFloatingPointIeee754<T>
    {
        var x = run.X;
        var n = x.Length;
        var workspace = run.Workspace;
        var gradient = workspace.Elements(n);
        var old = workspace.Elements(n);
        var diagonal = workspace.Doubles(n);
        var damping = workspace.Doubles(n);
        var step = workspace.Doubles(n);
        var held = workspace.Integers(n);
        var value = Linearize(ref run, equations, gradient, diagonal, held, out var norm);
        var proceeds = run.Start(value, norm);
        var (lambda, idle) = (FirstDamping, 0);
        while (proceeds)
        {
            damping.Fill(lambda * Math.Max(Largest(diagonal), 1e-30));
            var (trial, promise) = (double.PositiveInfinity, 0.0);
            x.CopyTo(old);
            if (equations.TrySolve(damping, gradient, held, step))
            {
                var damped = Vectors.Dot<double>(step, step) * damping[0];
                var clipped = Take(run.Problem, x, step);
                var slope = Slope<T>(gradient, step);
                // (A + λ) p = −g gives pᵀA p without a product, unless a bound cut p short.
                promise = clipped ? -(slope + 0.5 * equations.Curvature(step)) : 0.5 * (damped - slope);
                if (promise > 0) trial = run.Count(equations.HalfSquares(x), 1, 0);
            }
            var noise = MinimizerRun<T>.Noise(value);
            var hidden = promise > 0 && promise <= noise && Math.Abs(value - trial) <= noise;
            var ratio = hidden ? 1 : promise > 0 && double.IsFinite(trial) ? (value - trial) / promise : 0;
            if (ratio > LeastRatio && Linearize(ref run, equations, gradient, diagonal, held, out var next) is var found
                && double.IsFinite(found))
            {
                idle = hidden && next >= norm ? idle + 1 : 0;
                var decrease = value - found;
                (value, norm) = (found, next);
                lambda = ratio > 0.75 ? Math.Max(LeastDamping, lambda / Shrink) : ratio > 0.25 ? lambda : 2 * lambda;
                proceeds = run.Continue(value, norm, decrease, Vectors.Norm<double>(step));
                if (proceeds && idle == 2) (run.Reason, proceeds) = (StopReason.PrecisionReached, false);
            }
            else
            {
                old.CopyTo(x);
                lambda *= Growth;
                proceeds = !run.Interrupted();
                if (proceeds && lambda > MostDamping)
                    (run.Reason, proceeds) = (LineDescent.NoProgress<T>(promise, value), false);
            }
        }
        Bounds.Multipliers<T>(run.Problem, x, gradient, workspace);
        return run.Report(value, norm);
    }

    private static double Linearize<T>(
        ref MinimizerRun<T> run, INormalEquations<T> equations, Span<T> gradient, Span<double> diagonal,
        Span<int> held, out double norm) where T : struct, IFloatingPointIeee754<T>
    {
        var value = equations.Linearize(run.X, gradient, diagonal);
        value = run.Count(Vectors.AllFinite<T>(gradient) && Vectors.AllFinite<double>(diagonal) ? value : double.NaN, 1, 1);
        norm = double.IsFinite(value) ? Bounds.ProjectedNorm<T>(run.Problem, run.X, gradient) : double.PositiveInfinity;
        if (!run.Problem.HasBounds) return value;
        for (var i = 0; i < held.Length; i++)
        {
            var (at, slope) = (double.CreateTruncating(run.X[i]), double.CreateTruncating(gradient[i]));
            held[i] = (at <= Bounds.Lower(run.Problem, i) && slope > 0) || (at >= Bounds.Upper(run.Problem, i) && slope < 0) ? 1
                : 0;
        }
        return value;
    }

    private static double Largest(ReadOnlySpan<double> diagonal)
    {
        var largest = 0.0;
        foreach (var square in diagonal) largest = Math.Max(largest, square);
        return largest;
    }

    // x ← P(x + p); p becomes the move that was made. True where a bound cut it short.
    private static bool Take<T>(Problem<T> problem, Span<T> x, Span<double> step) where T : struct, IFloatingPointIeee754<T>
    {
        var clipped = false;
        for (var i = 0; i < x.Length; i++)
        {
            var from = double.CreateTruncating(x[i]);
            var to = Math.Clamp(from + step[i], Bounds.Lower(problem, i), Bounds.Upper(problem, i));
            x[i] = T.CreateTruncating(to);
            clipped |= to != from + step[i];
            step[i] = to - from;
        }
        return clipped;
    }

    private static double Slope<T>(ReadOnlySpan<T> gradient, ReadOnlySpan<double> step) where T : struct, IFloatingPointIeee754<T>
    {
        var sum = 0.0;
        for (var i = 0; i < step.Length; i++) sum += double.CreateTruncating(gradient[i]) * step[i];
        return sum;
    }
}
