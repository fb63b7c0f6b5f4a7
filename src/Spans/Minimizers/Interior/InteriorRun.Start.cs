namespace Spans.Minimizers.Interior;

// The first iterate: strictly inside the bounds, with scales, slacks and multipliers to match.
internal ref partial struct InteriorRun<T>
{
    private const double SteepestObjective = 100;
    private const double LeastScale = 1e-8;

    // How far a start on or beyond a bound moves inside: this share of the bound's size or of the room between two.
    private const double Inside = 1e-2;
    private const double LargestFirstMultiplier = 1e3;

    private bool Begin()
    {
        MoveInside();
        Place(_x);
        if (!_rows.Values(ref _run, _c)) return false;
        _value = _run.ValueAndGradient(_trialGradient);
        if (!double.IsFinite(_value) || !_rows.Jacobian(ref _run, _j)) return false;
        Vectors.Convert<T, double>(_trialGradient, _gradient);
        _rows.ChooseScales(_j, _c);
        var steepest = Vectors.MaxAbs<double>(_gradient);
        if (steepest > SteepestObjective) _scale = Math.Max(LeastScale, SteepestObjective / steepest);
        Vectors.Scale(_scale, _gradient);
        _f = _scale * _value;
        _mu = _firstBarrier;
        for (var i = _rows.Equalities; i < _m; i++) (_s[i], _y[i]) = (Math.Max(-_c[i], Inside), 1);
        for (var i = 0; i < _n; i++)
        {
            _zl[i] = double.IsFinite(_lower[i]) ? 1 : 0;
            _zu[i] = double.IsFinite(_upper[i]) ? 1 : 0;
        }
        EstimateEqualityMultipliers();
        var violation = Violation(_c, _s);
        _smallViolation = 1e-4 * Math.Max(1, violation);
        _filter.LargestViolation = 1e4 * Math.Max(1, violation);
        return true;
    }

    private readonly void MoveInside()
    {
        Vectors.Convert<T, double>(_run.X, _x);
        for (var i = 0; i < _n; i++)
        {
            var (low, high) = (Bounds.Lower(_problem, i), Bounds.Upper(_problem, i));
            if (low == high)
            {
                // A fixed variable has no inside and no barrier.
                (_fixed[i], _x[i], _lower[i], _upper[i]) = (1, low, double.NegativeInfinity, double.PositiveInfinity);
                continue;
            }
            (_lower[i], _upper[i]) = (low, high);
            var room = Inside * (high - low);
            var (least, most) = (low + Math.Min(room, Inside * Math.Max(1, Math.Abs(low))),
                high - Math.Min(room, Inside * Math.Max(1, Math.Abs(high))));
            if (_x[i] < least) _x[i] = least;
            else if (_x[i] > most) _x[i] = most;
        }
    }

    // The ν that come nearest to making the gradient of the Lagrangian zero; 0 where that takes very large ones.
    private void EstimateEqualityMultipliers()
    {
        if (_rows.Equalities == 0) return;
        _y[.._rows.Equalities].Clear();
        Stationarity(_work);
        Vectors.Negate<double>(_work, _rhs[.._n]);
        _rhs[_n..].Clear();
        // A huge D keeps the λ where they are.
        _ds[.._rows.Equalities].Clear();
        _ds[_rows.Equalities..].Fill(1e16);
        _system.AssembleIdentity(_j, _ds, _fixed);
        if (!_system.Factor(0, 1e-8)) return;
        _system.Solve(_rhs);
        var estimate = _rhs.Slice(_n, _rows.Equalities);
        if (Vectors.MaxAbs<double>(estimate) <= LargestFirstMultiplier) estimate.CopyTo(_y);
    }

    // Moves the caller's x to a point of doubles.
    private readonly void Place(ReadOnlySpan<double> x)
    {
        Vectors.Convert(x, _run.X);
        Bounds.Project(_problem, _run.X);
    }
}
