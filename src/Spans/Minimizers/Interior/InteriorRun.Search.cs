namespace Spans.Minimizers.Interior;

// The line search: a step is taken if it lowers the violation or the barrier value enough and the filter has nothing against it.
internal ref partial struct InteriorRun<T>
{
    private const double EnoughViolation = 1e-5;
    private const double EnoughBarrier = 1e-8;
    private const double Armijo = 1e-8;
    private const double ViolationPower = 1.1;
    private const double SlopePower = 2.3;
    private const double Shortest = 0.05;
    private const double LeastStep = 1e-12;
    private const int MostCorrections = 4;
    private const double CorrectionDecrease = 0.99;

    // Takes a step along the direction; false, and everything as before, where none is acceptable. A visible one promises more
    // than rounding hides.
    private bool Search(bool visible = false)
    {
        var from = new Origin(Violation(_c, _s), Barrier(_f, _x, _s), Slope(), _smallViolation);
        var least = from.ShortestStep();
        if (visible) least = Math.Max(least, 2 * MinimizerRun<T>.Noise(from.Barrier) / -from.Slope);
        var longest = LongestPrimal(_dx, _ds);
        for (var step = longest; step >= least; step *= 0.5)
        {
            if (_run.Interrupted()) return false;
            var finite = Evaluate(step, _dx, _ds);
            if (finite && Take(from, step, step)) return true;
            if (step == longest && _m > 0 && finite && Violation(_trialC, _trialS) >= from.Violation && Correct(from, step))
                return true;
        }
        return false;
    }

    // The whole step, whatever it does: it is too small for its effect to be told from rounding.
    private bool TakeWhole()
    {
        var step = LongestPrimal(_dx, _ds);
        if (_run.Interrupted() || !Evaluate(step, _dx, _ds) || !Complete()) return false;
        Accept(step);
        return true;
    }

    // Second-order corrections: the same matrix, with the constraints as the trial point found them.
    private bool Correct(in Origin from, double step)
    {
        for (var i = 0; i < _m; i++) _correctedC[i] = _c[i] + _s[i];
        var (scale, before) = (step, from.Violation);
        for (var k = 0; k < MostCorrections && !_run.Interrupted(); k++)
        {
            for (var i = 0; i < _m; i++) _correctedC[i] = scale * _correctedC[i] + _trialC[i] + _trialS[i];
            Solve(_correctedC, _correctedX, _correctedS);
            scale = LongestPrimal(_correctedX, _correctedS);
            if (!Evaluate(scale, _correctedX, _correctedS)) return false;
            if (Take(from, step, scale)) return true;
            var violation = Violation(_trialC, _trialS);
            if (violation > CorrectionDecrease * before) return false;
            before = violation;
        }
        return false;
    }

    // Whether the trial point is acceptable; then takes it.
    private bool Take(in Origin from, double step, double primal)
    {
        var violation = Violation(_trialC, _trialS);
        var barrier = Barrier(_trialF, _trialX, _trialS);
        if (!double.IsFinite(barrier) || !_filter.Accepts(violation, barrier)) return false;
        var noise = MinimizerRun<T>.Noise(from.Barrier);
        var armijo = barrier <= from.Barrier + Armijo * step * from.Slope + noise;
        var descends = from.Descends(step);
        if (descends && from.Violation <= _smallViolation)
        {
            if (!armijo) return false;
        }
        else if (violation > (1 - EnoughViolation) * from.Violation
            && barrier > from.Barrier - EnoughBarrier * from.Violation + noise)
        {
            return false;
        }
        if (!Complete()) return false;
        if (!descends || !armijo)
            _filter.Add((1 - EnoughViolation) * from.Violation, from.Barrier - EnoughBarrier * from.Violation);
        Accept(primal);
        return true;
    }

    // Moves X to x + step dx and evaluates c and f there; false where they are not finite.
    private bool Evaluate(double step, ReadOnlySpan<double> dx, ReadOnlySpan<double> ds)
    {
        Vectors.Line<double>(_x, step, dx, _trialX);
        Vectors.Line<double>(_s, step, ds, _trialS);
        Place(_trialX);
        if (!_rows.Values(ref _run, _trialC)) return false;
        // A slack wider than planned costs nothing: the constraint is satisfied by more.
        for (var i = _rows.Equalities; i < _m; i++) _trialS[i] = Math.Max(_trialS[i], -_trialC[i]);
        return EvaluateObjective();
    }

    private bool EvaluateObjective()
    {
        _trialValue = _run.HasGradient ? _run.ValueAndGradient(_trialGradient) : _run.Value();
        _trialF = _scale * _trialValue;
        return double.IsFinite(_trialF);
    }

    // The derivatives at the trial point.
    private bool Complete()
    {
        if (!_run.HasGradient) _run.DifferenceGradient(_trialGradient);
        return Vectors.AllFinite<T>(_trialGradient) && _rows.Jacobian(ref _run, _trialJ);
    }

    // What a step is compared with.
    private readonly record struct Origin(double Violation, double Barrier, double Slope, double SmallViolation)
    {
        // Whether the step promises more descent than the violation could spoil: Wächter and Biegler 2006, eq. 19.
        public bool Descends(double step) => Slope < 0
            && step * Math.Pow(-Slope, SlopePower) > Math.Pow(Violation, ViolationPower);

        // Below it neither the filter nor Armijo's condition could be met: eq. 23.
        public double ShortestStep()
        {
            var least = EnoughViolation;
            if (Slope < 0) least = Math.Min(least, EnoughBarrier * Violation / -Slope);
            if (Slope < 0 && Violation <= SmallViolation)
                least = Math.Min(least, Math.Pow(Violation, ViolationPower) / Math.Pow(-Slope, SlopePower));
            return Math.Max(LeastStep, Shortest * least);
        }
    }
}
