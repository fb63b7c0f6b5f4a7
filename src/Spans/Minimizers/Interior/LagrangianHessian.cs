using System.Numerics;

namespace Spans.Minimizers.Interior;

/// <summary>W ≈ ∇²f + Σ yᵢ ∇²cᵢ: evaluated, or learnt from changes of the gradient of the Lagrangian.</summary>
internal ref struct LagrangianHessian<T> where T : struct, IFloatingPointIeee754<T>
{
    // Powell's threshold: below this share of sᵀBs the curvature seen is mixed with that of B (Nocedal and Wright 2006, §18.3).
    private const double LeastShare = 0.2;

    private readonly int _n;
    private readonly Span<double> _matrix;
    private readonly Span<double> _trial;
    private readonly Span<T> _elements;
    private readonly Span<double> _product;
    private readonly bool _learns;
    private bool _learnt;

    public LagrangianHessian(int n, CurvatureSource source, Workspace<T> workspace)
    {
        _n = n;
        _learns = source == CurvatureSource.DampedBfgs;
        _matrix = workspace.Doubles(n * n);
        _trial = workspace.Doubles(_learns ? 0 : n * n);
        _elements = workspace.Elements(_learns ? 0 : Math.Max(n * n, 2 * n));
        _product = workspace.Doubles(n);
        Reset();
    }

    /// <summary>W [n, n].</summary>
    public readonly ReadOnlySpan<double> Matrix => _matrix;

    /// <summary>Whether changes of the gradient are of use.</summary>
    public readonly bool Learns => _learns;

    /// <summary>Evaluates W at X; keeps the last one where it is not finite.</summary>
    /// <param name="run">At X.</param>
    /// <param name="scale">What f was multiplied by.</param>
    /// <param name="rows">c.</param>
    /// <param name="y">[m].</param>
    public readonly void Evaluate(ref MinimizerRun<T> run, double scale, in ConstraintRows<T> rows, ReadOnlySpan<double> y)
    {
        if (_learns || !run.Hessian(_trial, _elements)) return;
        Vectors.Scale(scale, _trial);
        rows.AddHessian(ref run, y, _trial);
        if (Vectors.AllFinite<double>(_trial)) _trial.CopyTo(_matrix);
    }

    /// <summary>B ← B − B s sᵀ B / sᵀBs + r rᵀ / sᵀr, r = y mixed with B s so that sᵀr ≥ 0.2 sᵀBs.</summary>
    /// <param name="step">s.</param>
    /// <param name="change">y: of the gradient of the Lagrangian along it. Overwritten.</param>
    public void Learn(ReadOnlySpan<double> step, Span<double> change)
    {
        var curvature = Vectors.Dot(step, change);
        var square = Vectors.Dot(step, step);
        if (!(square > 0) || !Vectors.AllFinite<double>(change)) return;
        if (!_learnt && curvature > 0)
        {
            // The first pair sets the scale of the identity it starts from.
            Fill(Vectors.Dot<double>(change, change) / curvature);
            _learnt = true;
        }
        for (var i = 0; i < _n; i++) _product[i] = Vectors.Dot(_matrix.Slice(i * _n, _n), step);
        var before = Vectors.Dot(step, _product);
        if (!(before > 0)) return;
        if (curvature < LeastShare * before)
        {
            var share = (1 - LeastShare) * before / (before - curvature);
            Vectors.Scale(share, change);
            Vectors.AddScaled<double>(1 - share, _product, change);
            curvature = LeastShare * before;
        }
        for (var i = 0; i < _n; i++)
        {
            var row = _matrix.Slice(i * _n, _n);
            Vectors.AddScaled<double>(-_product[i] / before, _product, row);
            Vectors.AddScaled<double>(change[i] / curvature, change, row);
        }
    }

    /// <summary>Forgets what was learnt.</summary>
    public void Reset()
    {
        Fill(1);
        _learnt = false;
    }

    private readonly void Fill(double diagonal)
    {
        _matrix.Clear();
        for (var i = 0; i < _n; i++) _matrix[i * _n + i] = diagonal;
    }
}
