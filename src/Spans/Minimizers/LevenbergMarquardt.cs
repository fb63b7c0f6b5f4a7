using System.Numerics;

namespace Spans.Minimizers;

/// <summary>
/// Least squares by steps p that minimise ½ ‖r + J p‖² within ‖D p‖ ≤ Δ, that is (JᵀJ + λ D²) p = −Jᵀ r, with J factored by
/// QR, D the largest column norms so far, and Δ following how well the model foretold the last step. Bounds by projection:
/// variables that a bound holds leave the model, and a step that would cross a bound ends on it. Source: Moré, "The
/// Levenberg–Marquardt algorithm: implementation and theory", 1978.
/// </summary>
/// <remarks>
/// Decrease and step tolerances are relative, as MINPACK's ftol and xtol. Residuals that build their own normal equations
/// (<see cref="INormalEquations{T}"/>) are minimised by those, with λ in place of Δ.
/// </remarks>
public sealed record LevenbergMarquardt : IMinimizer
{
    private const double LeastRatio = 1e-4;

    // Changes of f below so many units of rounding say nothing.
    private const double Hidden = 64;

    /// <inheritdoc/>
    public string Name => "levenberg-marquardt";

    /// <inheritdoc/>
    public Handles Handles => Handles.ResidualsOnly | Handles.Bounds;

    /// <summary>The first Δ, in units of ‖D x‖.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above zero.</exception>
    public double FirstRadius
    {
        get;
        init
        {
            if (!(value > 0)) Throw.OutOfRange(nameof(FirstRadius), value, "above zero");
            field = value;
        }
    } = 100;

    /// <inheritdoc/>
    public MinimizerReport Minimize<T>(Problem<T> problem, Span<T> x, Workspace<T> workspace, StopRules stop,
        IMinimizerObserver<T>? observer = null) where T : struct, IFloatingPointIeee754<T>
    {
        var run = MinimizerRun<T>.Begin(this, problem, x, workspace, stop, observer);
        if (problem.Residuals is INormalEquations<T> equations) return NormalEquationsDescent.Run(ref run, equations);
        var model = new GaussNewtonModel<T>(problem, workspace);
        var old = workspace.Elements(x.Length);
        var step = workspace.Doubles(x.Length);
        var value = model.Residuals(ref run);
        if (double.IsFinite(value) && !model.Linearize(ref run)) value = double.PositiveInfinity;
        var (radius, damping, promised) = (0.0, 0.0, 0.0);
        var proceeds = run.Start(value, model.GradientNorm);
        var fresh = proceeds;
        while (proceeds)
        {
            if (fresh) model.Factor();
            if (radius == 0) radius = FirstRadius * Math.Max(model.ScaledNorm<T>(x), 1e-300);
            if (radius <= 1e-290) radius = FirstRadius;
            damping = model.Step(radius, damping, step);
            x.CopyTo(old);
            model.Take(x, step);
            var length = model.ScaledNorm<double>(step);
            if (run.Iterations == 0) radius = Math.Min(radius, length);
            var (promise, slope) = model.Promise(step, damping);
            var trial = promise > 0 ? model.Residuals(ref run) : double.PositiveInfinity;
            // Relative to f = ½ ‖r‖²; a hundredfold rise says no more than "too far".
            var gain = trial < 100 * value ? 1 - trial / value : -1;
            // Where rounding hides the decrease the step is taken, and it is the gradient that must fall.
            var share = promise / Math.Max(value, double.Epsilon);
            var hidden = share <= Hidden * MinimizerRun<T>.Epsilon && Math.Abs(gain) <= Hidden * MinimizerRun<T>.Epsilon;
            var ratio = hidden ? 1 : promise > 0 ? gain * value / promise : 0;
            var norm = model.GradientNorm;
            FollowModel(ref radius, ref damping, ratio, gain, 0.5 * slope / value, length);
            fresh = ratio >= LeastRatio && model.Linearize(ref run);
            promised = Math.Max(promised, promise);
            if (fresh)
            {
                value = trial;
                proceeds = run.Continue(value, model.GradientNorm, double.PositiveInfinity, double.PositiveInfinity);
            }
            else
            {
                old.CopyTo(x);
                // A step that was good but for its Jacobian, which is not finite.
                if (ratio >= LeastRatio) radius = 0.25 * length;
                proceeds = !run.Interrupted();
            }
            if (proceeds)
            {
                run.Reason = Converged(stop, ratio <= 2 ? Math.Max(Math.Abs(gain), share) : 1, radius, model.ScaledNorm<T>(x));
                var idle = hidden && !(model.GradientNorm < 0.9 * norm);
                if (idle || radius <= MinimizerRun<T>.Epsilon * model.ScaledNorm<T>(x))
                    run.Reason = promised <= model.Noise(x, value) ? StopReason.PrecisionReached : StopReason.LineSearchFailed;
                if (fresh) promised = 0;
                proceeds = run.Reason == StopReason.None;
            }
        }
        Bounds.Multipliers(problem, x, model.Gradient, workspace);
        return run.Report(value, model.GradientNorm);
    }

    // Shrinks Δ where the model foretold badly, lets it grow where it foretold well.
    private static void FollowModel(ref double radius, ref double damping, double ratio, double gain, double slope, double length)
    {
        if (ratio <= 0.25)
        {
            // The minimum of the parabola through both ends of the step, kept between a tenth and a half.
            var shrink = gain >= 0 ? 0.5 : 0.5 * slope / (slope + 0.5 * gain);
            if (gain <= -1 || !(shrink >= 0.1)) shrink = 0.1;
            radius = shrink * Math.Min(radius, 10 * length);
            damping /= shrink;
        }
        else if (damping == 0 || ratio >= 0.75)
        {
            radius = 2 * length;
            damping *= 0.5;
        }
    }

    private static StopReason Converged(StopRules stop, double decrease, double radius, double size)
    {
        if (decrease <= stop.DecreaseTolerance) return StopReason.SmallDecrease;
        return radius <= stop.StepTolerance * size ? StopReason.SmallStep : StopReason.None;
    }
}
