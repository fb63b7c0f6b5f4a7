namespace Spans.Minimizers.Interior;

// How far from the solution: of the barrier problem in its scales, and of the problem itself in its own.
internal ref partial struct InteriorRun<T>
{
    private const double LargestMeanMultiplier = 100;

    /// <summary>θ = Σ abs(c + s).</summary>
    private static double Violation(ReadOnlySpan<double> c, ReadOnlySpan<double> s)
    {
        var sum = 0.0;
        for (var i = 0; i < c.Length; i++) sum += Math.Abs(c[i] + s[i]);
        return sum;
    }

    /// <summary>φ = f − μ (Σ ln(x − l) + Σ ln(u − x) + Σ ln s).</summary>
    private readonly double Barrier(double f, ReadOnlySpan<double> x, ReadOnlySpan<double> s)
    {
        var sum = 0.0;
        for (var i = 0; i < _n; i++)
        {
            if (double.IsFinite(_lower[i])) sum += Math.Log(x[i] - _lower[i]);
            if (double.IsFinite(_upper[i])) sum += Math.Log(_upper[i] - x[i]);
        }
        for (var i = _rows.Equalities; i < _m; i++) sum += Math.Log(s[i]);
        return f - _mu * sum;
    }

    /// <summary>∇f + Jᵀy − zl + zu; 0 where a variable is fixed.</summary>
    private readonly void Stationarity(Span<double> result)
    {
        for (var i = 0; i < _n; i++) result[i] = _gradient[i] - _zl[i] + _zu[i];
        AddJacobianTransposed(_y, result);
        for (var i = 0; i < _n; i++) if (_fixed[i] != 0) result[i] = 0;
    }

    private readonly void AddJacobianTransposed(ReadOnlySpan<double> y, Span<double> result)
    {
        for (var i = 0; i < _m; i++) Vectors.AddScaled<double>(y[i], _j.Slice(i * _n, _n), result);
    }

    // The scaled error of the first-order conditions of the barrier problem: Wächter and Biegler 2006, eq. 5.
    private readonly double Error(double mu)
    {
        Stationarity(_work);
        var (complementarity, sum, count) = (0.0, 0.0, _rows.Equalities);
        for (var i = 0; i < _rows.Equalities; i++) sum += Math.Abs(_y[i]);
        var equalitySum = sum;
        for (var i = _rows.Equalities; i < _m; i++)
            Take(_y[i], _s[i], mu, ref complementarity, ref sum, ref count);
        for (var i = 0; i < _n; i++)
        {
            if (double.IsFinite(_lower[i])) Take(_zl[i], _x[i] - _lower[i], mu, ref complementarity, ref sum, ref count);
            if (double.IsFinite(_upper[i])) Take(_zu[i], _upper[i] - _x[i], mu, ref complementarity, ref sum, ref count);
        }
        var dual = Math.Max(1, sum / Math.Max(1, count) / LargestMeanMultiplier);
        var bound = Math.Max(1, (sum - equalitySum) / Math.Max(1, count - _rows.Equalities) / LargestMeanMultiplier);
        var feasibility = 0.0;
        for (var i = 0; i < _m; i++) feasibility = Math.Max(feasibility, Math.Abs(_c[i] + _s[i]));
        return Math.Max(feasibility, Math.Max(Vectors.MaxAbs<double>(_work) / dual, complementarity / bound));

        static void Take(double z, double gap, double mu, ref double error, ref double sum, ref int count)
        {
            error = Math.Max(error, Math.Abs(z * gap - mu));
            sum += z;
            count++;
        }
    }

    /// <summary>The largest violation of the first-order conditions of the problem as the caller stated it.</summary>
    private readonly double KktResidual()
    {
        Stationarity(_work);
        var residual = Math.Max(Vectors.MaxAbs<double>(_work) / _scale, Infeasibility());
        for (var i = _rows.Equalities; i < _m; i++) residual = Math.Max(residual, Math.Abs(_y[i] * _c[i]) / _scale);
        for (var i = 0; i < _n; i++)
        {
            if (double.IsFinite(_lower[i])) residual = Math.Max(residual, _zl[i] * (_x[i] - _lower[i]) / _scale);
            if (double.IsFinite(_upper[i])) residual = Math.Max(residual, _zu[i] * (_upper[i] - _x[i]) / _scale);
        }
        return residual;
    }

    private readonly double Infeasibility()
    {
        var largest = 0.0;
        for (var i = 0; i < _m; i++)
            largest = Math.Max(largest, (i < _rows.Equalities ? Math.Abs(_c[i]) : _c[i]) / _rows.Scale[i]);
        return largest;
    }

    // Multipliers in the problem's own scales; those of fixed variables are what is left of the stationarity.
    private readonly MinimizerReport Report(double residual)
    {
        var workspace = _run.Workspace;
        for (var i = 0; i < _m; i++)
        {
            var y = _y[i] * _rows.Scale[i] / _scale;
            if (i < _rows.Equalities) workspace.Equality[i] = y;
            else workspace.Inequality[i - _rows.Equalities] = y;
        }
        for (var i = 0; i < _n; i++) _work[i] = _gradient[i];
        AddJacobianTransposed(_y, _work);
        for (var i = 0; _problem.HasBounds && i < _n; i++)
        {
            workspace.Lower[i] = (_fixed[i] != 0 ? Math.Max(0, _work[i]) : _zl[i]) / _scale;
            workspace.Upper[i] = (_fixed[i] != 0 ? Math.Max(0, -_work[i]) : _zu[i]) / _scale;
        }
        for (var i = 0; i < _n; i++) _trialGradient[i] = T.CreateTruncating(_gradient[i] / _scale);
        return _run.Report(_value, Bounds.ProjectedNorm<T>(_problem, _run.X, _trialGradient)) with
        {
            KktResidual = residual,
            Violation = Infeasibility(),
        };
    }
}
