using System.Numerics;

namespace Spans.Minimizers;

/// <summary>
/// Newton's method in a trust region: the step p minimises gᵀp + ½ pᵀ ∇²f p within ‖p‖ ≤ Δ by conjugate gradients, which stop
/// at the edge or along negative curvature, so no matrix is needed: only products ∇²f · v, from the problem or from
/// differences of gradients. Source: Steihaug 1983; Nocedal and Wright 2006, algorithms 4.1 and 7.2. The region is round in the
/// metric of the last accepted steps, not in that of the variables, whose units may be far apart: Morales and Nocedal, "Automatic
/// preconditioning by limited memory quasi-Newton updating", 2000. Needs 2 · memory + 10 vectors.
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

    /// <summary>
    /// Accepted steps with their gradient changes that make up the metric, in which ‖p‖ ≤ Δ is measured and conjugate gradients
    /// are preconditioned; 0 for lengths as they are.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int Memory { get; init { Throw.IfNegative(value, nameof(Memory)); field = value; } } = 5;

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
        var change = workspace.Elements(n);
        var inner = new TruncatedCg<T>(n, Memory, workspace);
        var metric = new SecantPairs<T>(Memory, n, workspace);
        var value = run.ValueAndGradient(gradient);
        var norm = Vectors.MaxAbs<T>(gradient);
        var (radius, idle, promised) = (FirstRadius, 0, 0.0);
        if (workspace.Memory is { Number: > 0 } memory)
        {
            radius = memory.Number;
            if (Memory > 0) metric.Recall(memory);
        }
        var (fruitless, proceeds) = (0, run.Start(value, norm));
        while (proceeds)
        {
            if (!inner.Solve(ref run, gradient, radius, metric))
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
            var far = inner.Length;
            if (ratio < 0.25) radius = 0.25 * far;
            else if (ratio > 0.75 && inner.AtEdge) radius = Math.Min(2 * radius, LargestRadius);
            promised = Math.Max(promised, inner.Decrease);
            idle = hidden && trialNorm >= norm ? idle + 1 : 0;
            if (ratio > LeastRatio)
            {
                Vectors.Subtract<T>(x, old, old);
                Vectors.Subtract<T>(trialGradient, gradient, change);
                // The new metric measures its newest step as ‖s‖² = sᵀ y: the radius goes over to it.
                if (Memory > 0 && metric.Add(old, change) && far > 0)
                    radius *= Math.Sqrt(metric.Curvature(metric.Count - 1)) / far;
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
            var stuck = idle == MostIdle || radius == 0
                || (ratio <= LeastRatio && length <= MinimizerRun<T>.Epsilon * Vectors.Norm<T>(x));
            if (ratio > LeastRatio) fruitless = 0;
            if ((ratio > LeastRatio && run.IsDue()) || (stuck && run.IsSampled && ++fruitless < MostFruitless))
            {
                if (stuck)
                {
                    radius = FirstRadius;
                    metric.Clear();
                }
                if (workspace.Memory is { } kept)
                {
                    kept.Number = radius;
                    metric.Keep(kept);
                }
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
