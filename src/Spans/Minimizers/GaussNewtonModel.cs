using System.Numerics;
using Spans.Minimizers.Dense;

namespace Spans.Minimizers;

/// <summary>r(x + p) ≈ r + J p: the linear model of the residuals that Levenberg–Marquardt steps by.</summary>
internal ref struct GaussNewtonModel<T> where T : struct, IFloatingPointIeee754<T>
{
    private const double Units = 64;

    private readonly Problem<T> _problem;
    private readonly IVectorFunction<T> _function;
    private readonly int _n;
    private readonly int _m;
    private readonly Span<T> _residuals;
    private readonly Span<T> _jacobian;
    private readonly Span<T> _scratch;
    private readonly Span<T> _gradient;
    private readonly Span<double> _columns;
    private readonly Span<double> _rotated;
    private readonly Span<double> _norms;
    private readonly Span<int> _held;
    private readonly DampedLeastSquares _damped;
    private bool _clipped;

    public GaussNewtonModel(Problem<T> problem, Workspace<T> workspace)
    {
        _problem = problem;
        _function = problem.Residuals!;
        (_n, _m) = (problem.Dimension, _function.Count);
        // Rows of zeros make up for residuals fewer than variables.
        var rows = Math.Max(_m, _n);
        _residuals = workspace.Elements(_m);
        _jacobian = workspace.Elements(_m * _n);
        _scratch = workspace.Elements(2 * _m);
        _gradient = workspace.Elements(_n);
        _columns = workspace.Doubles(rows * _n);
        _rotated = workspace.Doubles(rows);
        _norms = workspace.Doubles(_n);
        _held = workspace.Integers(_n);
        _damped = new DampedLeastSquares
        {
            Columns = _columns,
            Rows = rows,
            Diagonal = workspace.Doubles(_n),
            Pivots = workspace.Integers(_n),
            Scale = workspace.Doubles(_n),
            Rotated = _rotated,
            Triangle = workspace.Doubles(_n * _n),
            Work = workspace.Doubles(_n),
            Row = workspace.Doubles(_n),
        };
    }

    /// <summary>Jᵀ r where last linearised.</summary>
    public readonly ReadOnlySpan<T> Gradient => _gradient;

    /// <summary>Its largest element, projected on the bounds.</summary>
    public double GradientNorm { get; private set; }

    /// <summary>½ ‖r‖² at X; +∞ where it is not finite.</summary>
    public readonly double Residuals(ref MinimizerRun<T> run)
    {
        _function.Values(run.X, _residuals);
        return run.Count(0.5 * Vectors.Dot<T>(_residuals, _residuals), 1, 0);
    }

    /// <summary>J and Jᵀ r at X, where r was just evaluated; false, and the model as it was, where J is not finite.</summary>
    public bool Linearize(ref MinimizerRun<T> run)
    {
        var differences = run.Jacobian(_function, _jacobian, _scratch);
        var finite = Vectors.AllFinite<T>(_jacobian);
        run.Count(finite ? 0 : double.NaN, differences, differences == 0 ? 1 : 0);
        if (!finite) return false;
        _gradient.Clear();
        for (var i = 0; i < _m; i++)
            Vectors.AddScaled(double.CreateTruncating(_residuals[i]), _jacobian.Slice(i * _n, _n), _gradient);
        GradientNorm = Bounds.ProjectedNorm<T>(_problem, run.X, _gradient);
        for (var j = 0; j < _n; j++) _held[j] = IsHeld(run.X, j) ? 1 : 0;
        return true;
    }

    /// <summary>Factors J and updates D.</summary>
    public readonly void Factor()
    {
        var rows = _damped.Rows;
        for (var j = 0; j < _n; j++)
        {
            var column = _columns.Slice(j * rows, rows);
            column.Clear();
            if (_held[j] == 0) for (var i = 0; i < _m; i++) column[i] = double.CreateTruncating(_jacobian[i * _n + j]);
            var norm = Vectors.Norm<double>(column);
            var scale = Math.Max(_damped.Scale[j], norm);
            _damped.Scale[j] = scale > 0 ? scale : 1;
        }
        HouseholderQr.Factor(_columns, rows, _damped.Diagonal, _damped.Pivots, _norms);
        _rotated.Clear();
        Vectors.Convert<T, double>(_residuals, _rotated);
        HouseholderQr.ApplyTransposed(_columns, _n, _rotated);
    }

    /// <summary>‖D v‖.</summary>
    public readonly double ScaledNorm<TElement>(ReadOnlySpan<TElement> v) where TElement : struct, IFloatingPointIeee754<TElement>
    {
        for (var i = 0; i < _n; i++) _norms[i] = _damped.Scale[i] * double.CreateTruncating(v[i]);
        return Vectors.Norm<double>(_norms);
    }

    /// <summary>
    /// What ½ ‖r‖² may be wrong by: residuals are sums of terms about as large as J x, and ‖J x‖ about ‖D x‖, whose rounding
    /// stays where they cancel.
    /// </summary>
    public readonly double Noise(ReadOnlySpan<T> x, double value)
    {
        var error = Units * MinimizerRun<T>.Epsilon * (ScaledNorm(x) + Math.Sqrt(2 * value));
        return error * (Math.Sqrt(2 * value) + error);
    }

    /// <summary>p within ‖D p‖ ≤ radius; returns λ.</summary>
    public readonly double Step(double radius, double damping, Span<double> step) => _damped.Solve(radius, damping, step);

    /// <summary>x ← P(x + p); p becomes the move that was made.</summary>
    public void Take(Span<T> x, Span<double> step)
    {
        _clipped = false;
        for (var i = 0; i < _n; i++)
        {
            var from = x[i];
            x[i] += T.CreateTruncating(step[i]);
            if (!_problem.Lower.IsEmpty && x[i] < _problem.Lower.Span[i]) x[i] = _problem.Lower.Span[i];
            else if (!_problem.Upper.IsEmpty && x[i] > _problem.Upper.Span[i]) x[i] = _problem.Upper.Span[i];
            else continue;
            step[i] = double.CreateTruncating(x[i] - from);
            _clipped = true;
        }
    }

    /// <summary>How far the model says ½ ‖r‖² falls along p, and its slope gᵀ p.</summary>
    public readonly (double Decrease, double Slope) Promise(ReadOnlySpan<double> step, double damping)
    {
        // J p from R: the residuals' part outside the columns of J does not change.
        _norms.Clear();
        for (var j = 0; j < _n; j++)
        {
            var move = step[_damped.Pivots[j]];
            Vectors.AddScaled(move, _columns.Slice(j * _damped.Rows, j), _norms[..j]);
            _norms[j] += move * _damped.Diagonal[j];
        }
        var curvature = Vectors.Dot<double>(_norms, _norms);
        if (_clipped)
        {
            var slope = Vectors.Dot<double>(_norms, _rotated[.._n]);
            return (-slope - 0.5 * curvature, slope);
        }
        var length = ScaledNorm(step);
        var damped = damping * length * length;
        return (0.5 * curvature + damped, -(curvature + damped));
    }

    // A variable on its bound stays there while the gradient pushes outwards.
    private readonly bool IsHeld(ReadOnlySpan<T> x, int i) =>
        (!_problem.Lower.IsEmpty && x[i] <= _problem.Lower.Span[i] && _gradient[i] > T.Zero)
        || (!_problem.Upper.IsEmpty && x[i] >= _problem.Upper.Span[i] && _gradient[i] < T.Zero);
}
