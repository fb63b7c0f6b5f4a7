using System.Numerics;

namespace Spans.Minimizers.Interior;

/// <summary>
/// h and g as rows of one vector c, equalities first, in double and scaled so that no row is steeper than 100 at the start.
/// </summary>
internal readonly ref struct ConstraintRows<T> where T : struct, IFloatingPointIeee754<T>
{
    private const double SteepestRow = 100;
    private const double LeastScale = 1e-8;

    private readonly Problem<T> _problem;
    private readonly int _n;
    private readonly Span<T> _values;
    private readonly Span<T> _jacobian;
    private readonly Span<T> _scratch;
    private readonly Span<double> _weights;
    private readonly Span<double> _scale;

    public ConstraintRows(Problem<T> problem, Workspace<T> workspace)
    {
        _problem = problem;
        _n = problem.Dimension;
        Equalities = problem.EqualityCount;
        Count = Equalities + problem.InequalityCount;
        var most = Math.Max(Equalities, problem.InequalityCount);
        _values = workspace.Elements(Count);
        // The curvature by differences needs two Jacobians at once.
        _jacobian = workspace.Elements(2 * most * _n);
        _scratch = workspace.Elements(2 * most);
        _weights = workspace.Doubles(most);
        _scale = workspace.Doubles(Count);
        _scale.Fill(1);
    }

    /// <summary>The rows of h; those of g follow.</summary>
    public int Equalities { get; }

    /// <summary>All rows.</summary>
    public int Count { get; }

    /// <summary>What each row was multiplied by.</summary>
    public ReadOnlySpan<double> Scale => _scale;

    /// <summary>c at X; false where it is not finite.</summary>
    public bool Values(ref MinimizerRun<T> run, Span<double> values)
    {
        if (Count == 0) return true;
        _problem.Equalities?.Values(run.X, _values[..Equalities]);
        _problem.Inequalities?.Values(run.X, _values[Equalities..]);
        run.CountConstraints(1);
        Vectors.Convert<T, double>(_values, values);
        for (var i = 0; i < Count; i++) values[i] *= _scale[i];
        return Finite(ref run, values);
    }

    /// <summary>J [m, n] at X; false where it is not finite.</summary>
    public bool Jacobian(ref MinimizerRun<T> run, Span<double> jacobian)
    {
        if (Count == 0) return true;
        Fill(ref run, _problem.Equalities, jacobian[..(Equalities * _n)]);
        Fill(ref run, _problem.Inequalities, jacobian[(Equalities * _n)..]);
        for (var i = 0; i < Count; i++) if (_scale[i] != 1) Vectors.Scale(_scale[i], jacobian.Slice(i * _n, _n));
        return Finite(ref run, jacobian);
    }

    /// <summary>Chooses the scales by the unscaled J at the start, and scales J and c.</summary>
    public void ChooseScales(Span<double> jacobian, Span<double> values)
    {
        for (var i = 0; i < Count; i++)
        {
            var row = jacobian.Slice(i * _n, _n);
            var steepest = Vectors.MaxAbs<double>(row);
            if (!(steepest > SteepestRow)) continue;
            _scale[i] = Math.Max(LeastScale, SteepestRow / steepest);
            values[i] *= _scale[i];
            Vectors.Scale(_scale[i], row);
        }
    }

    /// <summary>hessian += Σ yᵢ ∇²cᵢ(X).</summary>
    public void AddHessian(ref MinimizerRun<T> run, ReadOnlySpan<double> y, Span<double> hessian)
    {
        Add(ref run, _problem.Equalities, y[..Equalities], _scale[..Equalities], hessian);
        Add(ref run, _problem.Inequalities, y[Equalities..], _scale[Equalities..], hessian);
    }

    private void Fill(ref MinimizerRun<T> run, IVectorFunction<T>? function, Span<double> jacobian)
    {
        if (function is null) return;
        var elements = _jacobian[..jacobian.Length];
        run.CountConstraints(run.Jacobian(function, elements, _scratch));
        Vectors.Convert<T, double>(elements, jacobian);
    }

    private void Add(ref MinimizerRun<T> run, IVectorFunction<T>? function, ReadOnlySpan<double> y, ReadOnlySpan<double> scale,
        Span<double> hessian)
    {
        if (function is null) return;
        var weights = _weights[..y.Length];
        for (var i = 0; i < y.Length; i++) weights[i] = y[i] * scale[i];
        run.CountConstraints(run.AddHessian(function, weights, hessian, _jacobian, _scratch));
    }

    private static bool Finite(ref MinimizerRun<T> run, ReadOnlySpan<double> numbers)
    {
        if (Vectors.AllFinite(numbers)) return true;
        run.Count(double.NaN, 0, 0);
        return false;
    }
}
