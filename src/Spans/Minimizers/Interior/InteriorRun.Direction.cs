namespace Spans.Minimizers.Interior;

// Newton's step on the first-order conditions of the barrier problem.
internal ref partial struct InteriorRun<T>
{
    // z stays within this factor of μ / gap, or the model of the barrier says nothing. Wächter and Biegler 2006, eq. 16.
    private const double MultiplierSpread = 1e10;

    /// <summary>Factors the system, shifted by at least <paramref name="shift"/>, and solves it for the step.</summary>
    private bool Direct(double shift)
    {
        for (var i = 0; i < _n; i++)
        {
            // Infinite bounds have z = 0 and drop out.
            _work[i] = _zl[i] / (_x[i] - _lower[i]) + _zu[i] / (_upper[i] - _x[i]);
        }
        for (var i = 0; i < _m; i++) _ds[i] = i < _rows.Equalities ? 0 : _s[i] / _y[i];
        _system.Assemble(_hessian.Matrix, _j, _work, _ds, _fixed);
        if (!_system.Factor(shift, 1e-8 * Math.Pow(_mu, 0.25)))
        {
            // A Hessian that is not finite or beyond all scales: begin again from the identity.
            _hessian.Reset();
            _system.Assemble(_hessian.Matrix, _j, _work, _ds, _fixed);
            if (!_system.Factor(shift, 1e-8 * Math.Pow(_mu, 0.25))) return false;
        }
        for (var i = 0; i < _m; i++) _correctedC[i] = _c[i] + _s[i];
        Solve(_correctedC, _dx, _ds);
        _rhs[_n..].CopyTo(_dy);
        for (var i = 0; i < _n; i++)
        {
            var (low, high) = (_x[i] - _lower[i], _upper[i] - _x[i]);
            _dzl[i] = double.IsFinite(low) ? _mu / low - _zl[i] - _zl[i] / low * _dx[i] : 0;
            _dzu[i] = double.IsFinite(high) ? _mu / high - _zu[i] + _zu[i] / high * _dx[i] : 0;
        }
        return Vectors.AllFinite<double>(_rhs);
    }

    // dx, ds and, in _rhs, dy, for the violation c + s given.
    private readonly void Solve(ReadOnlySpan<double> violation, Span<double> dx, Span<double> ds)
    {
        for (var i = 0; i < _n; i++) _work[i] = _gradient[i] - _mu / (_x[i] - _lower[i]) + _mu / (_upper[i] - _x[i]);
        AddJacobianTransposed(_y, _work);
        for (var i = 0; i < _n; i++) _rhs[i] = _fixed[i] != 0 ? 0 : -_work[i];
        for (var i = 0; i < _m; i++)
            _rhs[_n + i] = -violation[i] + (i < _rows.Equalities ? 0 : _s[i] - _mu / _y[i]);
        _system.Solve(_rhs);
        _rhs[.._n].CopyTo(dx);
        for (var i = 0; i < _m; i++)
            ds[i] = i < _rows.Equalities ? 0 : _mu / _y[i] - _s[i] - _s[i] / _y[i] * _rhs[_n + i];
    }

    // The largest step ≤ 1 that keeps the share 1 − τ of every gap.
    private readonly double LongestPrimal(ReadOnlySpan<double> dx, ReadOnlySpan<double> ds)
    {
        var (longest, tau) = (1.0, Math.Max(0.99, 1 - _mu));
        for (var i = 0; i < _n; i++)
        {
            if (dx[i] < 0) longest = Math.Min(longest, tau * (_x[i] - _lower[i]) / -dx[i]);
            else if (dx[i] > 0) longest = Math.Min(longest, tau * (_upper[i] - _x[i]) / dx[i]);
        }
        for (var i = _rows.Equalities; i < _m; i++) if (ds[i] < 0) longest = Math.Min(longest, tau * _s[i] / -ds[i]);
        return longest;
    }

    private readonly double LongestDual()
    {
        var (longest, tau) = (1.0, Math.Max(0.99, 1 - _mu));
        for (var i = 0; i < _n; i++)
        {
            if (_dzl[i] < 0) longest = Math.Min(longest, tau * _zl[i] / -_dzl[i]);
            if (_dzu[i] < 0) longest = Math.Min(longest, tau * _zu[i] / -_dzu[i]);
        }
        for (var i = _rows.Equalities; i < _m; i++) if (_dy[i] < 0) longest = Math.Min(longest, tau * _y[i] / -_dy[i]);
        return longest;
    }

    // The derivative of φ along the step.
    private readonly double Slope()
    {
        var slope = Vectors.Dot<double>(_gradient, _dx);
        for (var i = 0; i < _n; i++) slope += (_mu / (_upper[i] - _x[i]) - _mu / (_x[i] - _lower[i])) * _dx[i];
        for (var i = _rows.Equalities; i < _m; i++) slope -= _mu / _s[i] * _ds[i];
        return slope;
    }

    // Moves the multipliers: ν with x, λ and z as far as they stay positive; then the trial point becomes the iterate.
    private void Accept(double primal)
    {
        var dual = LongestDual();
        for (var i = 0; i < _m; i++) _y[i] += (i < _rows.Equalities ? primal : dual) * _dy[i];
        Vectors.AddScaled<double>(dual, _dzl, _zl);
        Vectors.AddScaled<double>(dual, _dzu, _zu);
        if (_hessian.Learns) Lagrangian(_dzl);
        TakeTrial();
        if (_hessian.Learns)
        {
            Lagrangian(_dzu);
            Vectors.Subtract<double>(_dzu, _dzl, _dzu);
            _hessian.Learn(_dx, _dzu);
        }
        for (var i = 0; i < _n; i++)
        {
            if (double.IsFinite(_lower[i])) _zl[i] = Near(_zl[i], _mu / (_x[i] - _lower[i]));
            if (double.IsFinite(_upper[i])) _zu[i] = Near(_zu[i], _mu / (_upper[i] - _x[i]));
        }
        for (var i = _rows.Equalities; i < _m; i++) _y[i] = Near(_y[i], _mu / _s[i]);

        static double Near(double z, double center) => Math.Clamp(z, center / MultiplierSpread, center * MultiplierSpread);
    }

    // The trial point becomes the iterate, and _dx the move.
    private void TakeTrial()
    {
        Vectors.Subtract<double>(_trialX, _x, _dx);
        _trialX.CopyTo(_x);
        _trialS.CopyTo(_s);
        _trialC.CopyTo(_c);
        _trialJ.CopyTo(_j);
        Vectors.Convert<T, double>(_trialGradient, _gradient);
        Vectors.Scale(_scale, _gradient);
        _f = _trialF;
        _value = _trialValue;
    }

    // ∇f + Jᵀy.
    private readonly void Lagrangian(Span<double> result)
    {
        _gradient.CopyTo(result);
        AddJacobianTransposed(_y, result);
    }
}
