using System.Numerics;

namespace Spans.Minimizers;

/// <summary>
/// Minimises gᵀp + ½ pᵀ H p within ‖p‖ ≤ Δ by conjugate gradients, until the residual is small enough for a superlinear rate, the
/// edge is reached or the curvature is not positive. Lengths are those of a metric, whose inverse preconditions. Source: Steihaug
/// 1983; with a metric, Conn, Gould and Toint, "Trust-region methods", 2000, algorithm 7.5.1.
/// </summary>
internal ref struct TruncatedCg<T>(int n, int pairs, Workspace<T> workspace) where T : struct, IFloatingPointIeee754<T>
{
    private readonly Span<T> _step = workspace.Elements(n);
    private readonly Span<T> _residual = workspace.Elements(n);
    private readonly Span<T> _direction = workspace.Elements(n);
    private readonly Span<T> _product = workspace.Elements(n);
    private readonly Span<T> _scaled = workspace.Elements(n);
    private readonly Span<double> _weights = workspace.Doubles(pairs);

    public readonly ReadOnlySpan<T> Step => _step;

    /// <summary>How far the quadratic falls along the step.</summary>
    public double Decrease { get; private set; }

    public bool AtEdge { get; private set; }

    /// <summary>‖p‖ in the metric.</summary>
    public double Length { get; private set; }

    /// <summary>False where not even the first product with H was finite.</summary>
    public bool Solve(ref MinimizerRun<T> run, ReadOnlySpan<T> gradient, double radius, in SecantPairs<T> metric)
    {
        _step.Clear();
        gradient.CopyTo(_residual);
        metric.Apply(_residual, _direction, _weights);
        var square = Vectors.Dot<T>(_residual, _direction);
        Vectors.Negate(_direction, _direction);
        var norm = Math.Sqrt(square);
        var tolerance = Math.Min(0.5, Math.Sqrt(norm)) * norm;
        (Decrease, AtEdge) = (0, false);
        // In the metric: ‖p‖², pᵀ d and ‖d‖².
        var (far, along, length) = (0.0, 0.0, square);
        for (var i = 0; i < 2 * n; i++)
        {
            if (!run.HessianProduct(gradient, _direction, _product)) return i > 0;
            var curvature = Vectors.Dot<T>(_direction, _product);
            var descent = Vectors.Dot<T>(_residual, _direction);
            var slack = Math.Max(0, radius * radius - far);
            // The positive root of ‖p + τ d‖ = Δ, in the form that does not cancel.
            var root = Math.Sqrt(along * along + length * slack);
            var edge = along > 0 ? slack / (along + root) : (root - along) / length;
            var alpha = square / curvature;
            AtEdge = !(curvature > 0) || alpha >= edge;
            if (AtEdge) alpha = edge;
            Vectors.AddScaled(alpha, _direction, _step);
            Decrease -= alpha * descent + 0.5 * alpha * alpha * curvature;
            far += alpha * (2 * along + alpha * length);
            Length = Math.Sqrt(Math.Max(0, far));
            if (AtEdge) return true;
            Vectors.AddScaled(alpha, _product, _residual);
            metric.Apply(_residual, _scaled, _weights);
            var next = Vectors.Dot<T>(_residual, _scaled);
            if (Math.Sqrt(next) <= tolerance || run.Interrupted()) return true;
            var beta = next / square;
            along = beta * (along + alpha * length);
            length = next + beta * beta * length;
            Vectors.Scale(beta, _direction);
            Vectors.Subtract(_direction, _scaled, _direction);
            square = next;
        }
        return true;
    }
}
