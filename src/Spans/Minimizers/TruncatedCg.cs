using System.Numerics;

namespace Spans.Minimizers;

/// <summary>
/// Minimises gᵀp + ½ pᵀ H p within ‖p‖ ≤ Δ by conjugate gradients, until the residual is small enough for a superlinear rate,
/// the edge is reached or the curvature is not positive. Source: Steihaug 1983.
/// </summary>
internal ref struct TruncatedCg<T>(int n, Workspace<T> workspace) where T : struct, IFloatingPointIeee754<T>
{
    private readonly Span<T> _step = workspace.Elements(n);
    private readonly Span<T> _residual = workspace.Elements(n);
    private readonly Span<T> _direction = workspace.Elements(n);
    private readonly Span<T> _product = workspace.Elements(n);

    public readonly ReadOnlySpan<T> Step => _step;

    /// <summary>How far the quadratic falls along the step.</summary>
    public double Decrease { get; private set; }

    public bool AtEdge { get; private set; }

    /// <summary>False where not even the first product with H was finite.</summary>
    public bool Solve(ref MinimizerRun<T> run, ReadOnlySpan<T> gradient, double radius)
    {
        _step.Clear();
        gradient.CopyTo(_residual);
        Vectors.Negate(gradient, _direction);
        var square = Vectors.Dot<T>(_residual, _residual);
        var norm = Math.Sqrt(square);
        var tolerance = Math.Min(0.5, Math.Sqrt(norm)) * norm;
        (Decrease, AtEdge) = (0, false);
        for (var i = 0; i < 2 * n; i++)
        {
            if (!run.HessianProduct(gradient, _direction, _product)) return i > 0;
            var curvature = Vectors.Dot<T>(_direction, _product);
            var descent = Vectors.Dot<T>(_residual, _direction);
            var along = Vectors.Dot<T>(_step, _direction);
            var length = Vectors.Dot<T>(_direction, _direction);
            var slack = Math.Max(0, radius * radius - Vectors.Dot<T>(_step, _step));
            // The positive root of ‖p + τ d‖ = Δ, in the form that does not cancel.
            var root = Math.Sqrt(along * along + length * slack);
            var edge = along > 0 ? slack / (along + root) : (root - along) / length;
            var alpha = square / curvature;
            AtEdge = !(curvature > 0) || alpha >= edge;
            if (AtEdge) alpha = edge;
            Vectors.AddScaled(alpha, _direction, _step);
            Decrease -= alpha * descent + 0.5 * alpha * alpha * curvature;
            if (AtEdge) return true;
            Vectors.AddScaled(alpha, _product, _residual);
            var next = Vectors.Dot<T>(_residual, _residual);
            if (Math.Sqrt(next) <= tolerance || run.Interrupted()) return true;
            Vectors.Scale(next / square, _direction);
            Vectors.Subtract(_direction, _residual, _direction);
            square = next;
        }
        return true;
    }
}
