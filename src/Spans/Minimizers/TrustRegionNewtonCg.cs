using System.Numerics;

namespace Spans.Minimizers;

/// <summary>
/// Newton's method in a trust region: the step p minimises gᵀp + ½ pᵀ ∇²f p within ‖p‖ ≤ Δ by conjugate gradients, which stop
/// at the edge or along negative curvature, so no matrix is needed: only products ∇²f · v, from the problem or from
/// differences of gradients. Source: Steihaug 1983; Nocedal and Wright 2006, algorithms 4.1 and 7.2.
/// </summary>
public sealed record TrustRegionNewtonCg : IMinimizer
{
    private const double LeastRatio = 1e-4;
    private const double LargestRadius = 1e10;
    private const int MostIdle = 10;

    // Samples in a row on which nothing went down.
    private const int MostFruitless = 5;

    /// <inheritdoc/>
    public string Name => "newton-cg";

    /// <inheritdoc/>
    public Handles Handles => Handles.Free;

    /// <summary>The first Δ.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above zero.</exception>
    public double FirstRadius
    {
        get;
        init
        {
            if (!(value > 0)) Throw.OutOfRange(nameof(FirstRadius), value, "above zero");
            field = value;
        }
    } = 1;

    /// <inheritdoc/>
    public MinimizerReport Minimize<T>(Problem<T> problem, Span<T> x, Workspace<T> workspace, StopRules stop,
        IMinimizerObserver<T>? observer = null) where T : struct, IFloatingPointIeee754<T>
    {
        var run = MinimizerRun<T>.Begin(this, problem, x, workspace, stop, observer);
        var n = x.Length;
        var gradient = workspace.Elements(n);
        var trialGradient = workspace.Elements(n);
        var old = workspace.Elements(n);
        var inner = new TruncatedCg<T>(n, workspace);
        var value = run.ValueAndGradient(gradient);
        var norm = Vectors.MaxAbs<T>(gradient);
        var (radius, idle, promised) = (FirstRadius, 0, 0.0);
        if (workspace.Memory is { Number: > 0 } memory) radius = memory.Number;
        var (fruitless, proceeds) = (0, run.Start(value, norm));
        while (proceeds)
        {
            if (!inner.Solve(ref run, gradient, radius))
            {
                run.Reason = StopReason.NonFinite;
                break;
            }
            x.CopyTo(old);
            Vectors.Line<T>(old, 1, inner.Step, x);
            var trial = run.ValueAndGradient(trialGradient);
            var trialNorm = double.IsFinite(trial) ? Vectors.MaxAbs<T>(trialGradient) : double.PositiveInfinity;
            var noise = MinimizerRun<T>.Noise(value);
            var hidden = inner.Decrease <= noise && Math.Abs(value - trial) <= noise;
            // Where rounding hides the decrease, the gradient decides.
            var ratio = hidden ? (trialNorm < norm ? 1 : 0) : (value - trial) / inner.Decrease;
            var length = Vectors.Norm<T>(inner.Step);
            if (ratio < 0.25) radius = 0.25 * length;
            else if (ratio > 0.75 && inner.AtEdge) radius = Math.Min(2 * radius, LargestRadius);
            promised = Math.Max(promised, inner.Decrease);
            idle = hidden && trialNorm >= norm ? idle + 1 : 0;
            if (ratio > LeastRatio)
            {
                (norm, value, var decrease) = (trialNorm, trial, value - trial);
                trialGradient.CopyTo(gradient);
                promised = 0;
                proceeds = run.Continue(value, norm, decrease, length);
            }
            else
            {
                old.CopyTo(x);
                proceeds = !run.Interrupted();
            }
            if (!proceeds) break;
            var stuck = idle == MostIdle || radius <= MinimizerRun<T>.Epsilon * Vectors.Norm<T>(x) || radius == 0;
            if (ratio > LeastRatio) fruitless = 0;
            if ((ratio > LeastRatio && run.IsDue()) || (stuck && run.IsSampled && ++fruitless < MostFruitless))
            {
                if (stuck) radius = FirstRadius;
                if (workspace.Memory is { } kept) kept.Number = radius;
                run.NextSample();
                value = run.ValueAndGradient(gradient);
                (norm, idle, promised) = (Vectors.MaxAbs<T>(gradient), 0, 0);
                if (double.IsFinite(value)) continue;
                run.Reason = StopReason.NonFinite;
                break;
            }
            if (stuck)
            {
                run.Reason = double.IsFinite(trial) ? LineDescent.NoProgress<T>(promised, value) : StopReason.NonFinite;
                break;
            }
        }
        return run.Report(value, norm);
    }
}
