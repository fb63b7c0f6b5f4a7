using Spans.Minimizers.Dense;

namespace Spans.Minimizers.Interior;

// What is done where no step along Newton's direction is acceptable.
internal ref partial struct InteriorRun<T>
{
    private const int MostShifts = 6;
    private const int MostRestorations = 300;
    private const double EnoughRestored = 0.9;
    private const double LargestRestoredMultiplier = 1e3;

    // Tries ever shorter and steeper directions where the constraints hold, and otherwise lowers the violation for its own sake.
    private bool Rescue()
    {
        if (_run.Reason != StopReason.None) return false;
        var failures = _run.NonFinite;
        var promised = 0.0;
        var violation = Violation(_c, _s);
        if (violation > 1e-3 * Math.Min(_smallViolation, _mu))
        {
            if (Restore(violation)) return true;
            if (_run.Reason != StopReason.None) return false;
        }
        var shift = Math.Max(1e-4, 100 * _system.Shift);
        for (var k = 0; k < MostShifts; k++, shift *= 100)
        {
            if (!Direct(shift)) break;
            promised = Math.Max(promised, -Slope());
            _filter.Clear();
            if (Search(visible: true)) return true;
            if (_run.Reason != StopReason.None) return false;
        }
        _run.Reason = Infeasibility() > Math.Max(1e-6, _run.Stop.GradientTolerance) ? StopReason.Infeasible
            : _run.NonFinite > failures ? StopReason.NonFinite : LineDescent.NoProgress<T>(promised, _f);
        return false;
    }

    // Levenberg–Marquardt steps on ½ ‖(h, max(0, g + margin))‖² inside the bounds, until the filter takes the point. Variables
    // near a bound move in units of their gap, so that the bound does not stop all others (Coleman and Li 1996).
    private bool Restore(double violation)
    {
        _filter.Add((1 - EnoughViolation) * violation, Barrier(_f, _x, _s) - EnoughBarrier * violation);
        var (damping, margin) = (1e-6, Math.Clamp(_mu, 1e-10, 1e-2));
        var (changed, cost) = (false, Cost(_c, margin));
        for (var k = 0; k < MostRestorations; k++)
        {
            if (_run.Interrupted()) return false;
            RestorationStep(_normal, margin, damping);
            if (!Vectors.AllFinite<double>(_dx)) return false;
            _ds.Clear();
            Vectors.Line<double>(_x, LongestPrimal(_dx, _ds), _dx, _trialX);
            Place(_trialX);
            var finite = _rows.Values(ref _run, _trialC);
            var trialCost = finite ? Cost(_trialC, margin) : double.PositiveInfinity;
            if (!(trialCost < cost) || !_rows.Jacobian(ref _run, _trialJ))
            {
                damping *= 10;
                if (damping < 1e16) continue;
                break;
            }
            damping = Math.Max(1e-12, damping / 5);
            for (var i = _rows.Equalities; i < _m; i++) _trialS[i] = Math.Max(-_trialC[i], margin);
            var slow = cost - trialCost <= 1e-12 * cost;
            if (Violation(_trialC, _trialS) <= EnoughRestored * violation && EvaluateObjective()
                && _filter.Accepts(Violation(_trialC, _trialS), Barrier(_trialF, _trialX, _trialS)) && Complete())
            {
                TakeTrial();
                ResetMultipliers();
                return true;
            }
            _trialX.CopyTo(_x);
            _trialC.CopyTo(_c);
            _trialJ.CopyTo(_j);
            (cost, changed) = (trialCost, true);
            if (slow) break;
        }
        if (!changed) return false;
        // The smallest violation that could be reached is not small: f and its gradient are those of this point.
        for (var i = _rows.Equalities; i < _m; i++) _s[i] = Math.Max(-_c[i], margin);
        Place(_x);
        _x.CopyTo(_trialX);
        _s.CopyTo(_trialS);
        if (!EvaluateObjective() || !Complete())
        {
            _run.Reason = StopReason.NonFinite;
            return false;
        }
        TakeTrial();
        ResetMultipliers();
        if (Infeasibility() > Math.Max(1e-6, _run.Stop.GradientTolerance)) _run.Reason = StopReason.Infeasible;
        return false;
    }

    private readonly double Cost(ReadOnlySpan<double> c, double margin)
    {
        var sum = 0.0;
        for (var i = 0; i < _m; i++)
        {
            var r = Residual(c, i, margin);
            sum += r * r;
        }
        return sum;
    }

    private readonly double Residual(ReadOnlySpan<double> c, int i, double margin) =>
        i < _rows.Equalities ? c[i] : Math.Max(0, c[i] + margin);

    // dx = D p with (D JᵀJ D + damping I) p = −D Jᵀr, D the gaps up to 1.
    private readonly void RestorationStep(Span<double> normal, double margin, double damping)
    {
        normal.Clear();
        _work.Clear();
        for (var i = 0; i < _m; i++)
        {
            var r = Residual(_c, i, margin);
            if (r == 0) continue;
            var row = _j.Slice(i * _n, _n);
            Vectors.AddScaled<double>(-r, row, _work);
            for (var k = 0; k < _n; k++) if (row[k] != 0) Vectors.AddScaled<double>(row[k], row, normal.Slice(k * _n, _n));
        }
        var largest = 0.0;
        for (var k = 0; k < _n; k++)
        {
            var gap = Math.Min(1, Math.Min(_x[k] - _lower[k], _upper[k] - _x[k]));
            _dx[k] = _fixed[k] != 0 ? 0 : gap;
        }
        for (var k = 0; k < _n; k++)
        {
            for (var i = 0; i < _n; i++) normal[k * _n + i] *= _dx[k] * _dx[i];
            largest = Math.Max(largest, normal[k * _n + k]);
            _work[k] *= _dx[k];
        }
        for (var k = 0; k < _n; k++) normal[k * _n + k] += damping * Math.Max(largest, 1e-300);
        if (!Cholesky.TryFactor(normal, _n)) _work.Fill(double.NaN);
        else Cholesky.Solve(normal, _work);
        for (var k = 0; k < _n; k++) _dx[k] *= _work[k];
    }

    // Centred multipliers, not too large, for a point that restoration found.
    private void ResetMultipliers()
    {
        for (var i = 0; i < _n; i++)
        {
            if (double.IsFinite(_lower[i])) _zl[i] = Math.Min(_mu / (_x[i] - _lower[i]), LargestRestoredMultiplier);
            if (double.IsFinite(_upper[i])) _zu[i] = Math.Min(_mu / (_upper[i] - _x[i]), LargestRestoredMultiplier);
        }
        for (var i = _rows.Equalities; i < _m; i++) _y[i] = Math.Min(_mu / _s[i], LargestRestoredMultiplier);
        EstimateEqualityMultipliers();
    }
}
