using System.Numerics;
using Spans.Minimizers.Dense;

namespace Spans.Minimizers.Interior;

/// <summary>
/// [W + Σ + δw I, Jᵀ; J, −D] [dx; dy] = rhs with D ≥ 0, factored as L D Lᵀ. δw is raised until the matrix has n positive and
/// m negative eigenvalues, which makes dx a direction of descent; rows of J that depend on others get a δc in D. Source: Wächter
/// and Biegler 2006, algorithm IC.
/// </summary>
internal ref struct KktSystem<T> where T : struct, IFloatingPointIeee754<T>
{
    private const double FirstShift = 1e-4;
    private const double LeastShift = 1e-20;
    private const double LargestShift = 1e40;
    private const int Refinements = 2;

    private readonly int _n;
    private readonly int _size;
    private readonly Span<double> _matrix;
    private readonly Span<double> _factors;
    private readonly Span<double> _scratch;
    private readonly Span<double> _residual;
    private readonly Span<double> _correction;
    private readonly Span<int> _pivots;
    private double _lastShift;
    private Shifts _shifts;

    public KktSystem(int n, int m, Workspace<T> workspace)
    {
        (_n, _size) = (n, n + m);
        _matrix = workspace.Doubles(_size * _size);
        _factors = workspace.Doubles(_size * _size);
        _scratch = workspace.Doubles(_size);
        _residual = workspace.Doubles(_size);
        _correction = workspace.Doubles(_size);
        _pivots = workspace.Integers(_size);
    }

    /// <summary>δw of the last factorization.</summary>
    public double Shift { get; private set; }

    /// <summary>Writes the lower triangle; rows and columns of variables that are fixed become those of the identity.</summary>
    /// <param name="hessian">W [n, n].</param>
    /// <param name="jacobian">J [m, n].</param>
    /// <param name="top">Σ [n].</param>
    /// <param name="bottom">D [m].</param>
    /// <param name="isFixed">[n], 1 where the variable cannot move.</param>
    public readonly void Assemble(ReadOnlySpan<double> hessian, ReadOnlySpan<double> jacobian, ReadOnlySpan<double> top,
        ReadOnlySpan<double> bottom, ReadOnlySpan<int> isFixed)
    {
        for (var i = 0; i < _n; i++)
        {
            var row = _matrix.Slice(i * _size, i + 1);
            hessian.Slice(i * _n, i + 1).CopyTo(row);
            row[i] += top[i];
        }
        for (var i = _n; i < _size; i++)
        {
            var row = _matrix.Slice(i * _size, i + 1);
            jacobian.Slice((i - _n) * _n, _n).CopyTo(row);
            row[_n..].Clear();
            row[i] = -bottom[i - _n];
        }
        Fix(isFixed);
    }

    /// <summary>The same with the identity for W and Σ = 0.</summary>
    public readonly void AssembleIdentity(ReadOnlySpan<double> jacobian, ReadOnlySpan<double> bottom, ReadOnlySpan<int> isFixed)
    {
        _matrix.Clear();
        for (var i = 0; i < _n; i++) _matrix[i * _size + i] = 1;
        for (var i = _n; i < _size; i++)
        {
            jacobian.Slice((i - _n) * _n, _n).CopyTo(_matrix.Slice(i * _size, _n));
            _matrix[i * _size + i] = -bottom[i - _n];
        }
        Fix(isFixed);
    }

    /// <summary>Factors what was assembled, shifted by at least <paramref name="least"/>.</summary>
    /// <param name="least">The δw to begin with: 0, unless a smaller one led nowhere.</param>
    /// <param name="dependent">δc, taken where J has dependent rows.</param>
    /// <returns>False where no shift helps, as with numbers that are not finite.</returns>
    public bool Factor(double least, double dependent)
    {
        var inertia = FactorShifted(least, 0);
        Shift = least;
        if (IsRight(inertia)) return true;
        var below = inertia.Zero > 0 ? dependent : 0;
        var first = _lastShift == 0;
        var shift = Math.Max(8 * least, first ? FirstShift : Math.Max(LeastShift, _lastShift / 3));
        for (; shift < LargestShift; shift *= first ? 100 : 8)
        {
            inertia = FactorShifted(shift, below);
            if (IsRight(inertia))
            {
                Shift = _lastShift = shift;
                return true;
            }
            // A wrong count that shifting W does not mend is J's: rows that depend on each other to rounding.
            below = dependent;
        }
        return false;
    }

    /// <summary>x ← K⁻¹ x, refined.</summary>
    public readonly void Solve(Span<double> x)
    {
        x.CopyTo(_residual);
        BunchKaufman.Solve(_factors, _pivots, x, _scratch);
        for (var i = 0; i < Refinements; i++)
        {
            _residual.CopyTo(_correction);
            SubtractProduct(x, _correction);
            BunchKaufman.Solve(_factors, _pivots, _correction, _scratch);
            if (!Vectors.AllFinite<double>(_correction)) return;
            Vectors.AddScaled<double>(1, _correction, x);
        }
    }

    // The shift is not part of the matrix that the solution is refined against: it is added here.
    private readonly void SubtractProduct(ReadOnlySpan<double> x, Span<double> result)
    {
        for (var i = 0; i < _size; i++)
        {
            var row = _matrix.Slice(i * _size, i + 1);
            result[i] -= Vectors.Dot<double>(row[..i], x[..i]) + (row[i] + _shifts.At(i, _n)) * x[i];
            Vectors.AddScaled<double>(-x[i], row[..i], result[..i]);
        }
    }

    private Inertia FactorShifted(double above, double below)
    {
        _matrix.CopyTo(_factors);
        _shifts = new Shifts(above, below);
        for (var i = 0; i < _size; i++) _factors[i * _size + i] += _shifts.At(i, _n);
        return BunchKaufman.Factor(_factors, _pivots);
    }

    private readonly void Fix(ReadOnlySpan<int> isFixed)
    {
        for (var k = 0; k < _n; k++)
        {
            if (isFixed[k] == 0) continue;
            _matrix.Slice(k * _size, k).Clear();
            for (var i = k + 1; i < _size; i++) _matrix[i * _size + k] = 0;
            _matrix[k * _size + k] = 1;
        }
    }

    private readonly bool IsRight(Inertia inertia) =>
        inertia.Positive == _n && inertia.Negative == _size - _n && inertia.Zero == 0;

    private readonly record struct Shifts(double Above, double Below)
    {
        public double At(int row, int n) => row < n ? Above : -Below;
    }
}
