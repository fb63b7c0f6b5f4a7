using System.Numerics;

namespace Spans.Minimizers.Interior;

/// <summary>
/// One run of the interior-point method. c(x) + s = 0 with s = 0 for equalities and s &gt; 0 for inequalities; y holds ν of the
/// former and λ &gt; 0 of the latter; zl and zu &gt; 0 belong to the bounds. Everything but x at the caller is double and scaled.
/// </summary>
internal ref partial struct InteriorRun<T> where T : struct, IFloatingPointIeee754<T>
{
    // Steps below so many units of rounding of x are taken as they are.
    private const double TinyStep = 10;
    private const int MostTiny = 3;

    // So many iterations with neither a residual a tenth below the best nor a lower f at a feasible point: rounding rules.
    private const int MostIdle = 60;

    private readonly Problem<T> _problem;
    private readonly int _n;
    private readonly int _m;
    private readonly double _firstBarrier;
    private readonly Span<double> _lower;
    private readonly Span<double> _upper;
    private readonly Span<int> _fixed;

    // The iterate.
    private readonly Span<double> _x;
    private readonly Span<double> _s;
    private readonly Span<double> _y;
    private readonly Span<double> _zl;
    private readonly Span<double> _zu;
    private readonly Span<double> _gradient;
    private readonly Span<double> _c;
    private readonly Span<double> _j;

    // The step, and the point it leads to.
    private readonly Span<double> _dx;
    private readonly Span<double> _ds;
    private readonly Span<double> _dy;
    private readonly Span<double> _dzl;
    private readonly Span<double> _dzu;
    private readonly Span<double> _trialX;
    private readonly Span<double> _trialS;
    private readonly Span<double> _trialC;
    private readonly Span<double> _trialJ;
    private readonly Span<T> _trialGradient;
    private readonly Span<double> _work;
    private readonly Span<double> _rhs;
    private readonly Span<double> _correctedX;
    private readonly Span<double> _correctedS;
    private readonly Span<double> _correctedC;
    private readonly Span<double> _normal;

    private readonly ConstraintRows<T> _rows;
    private LagrangianHessian<T> _hessian;
    private KktSystem<T> _system;
    private Filter<T> _filter;
    private MinimizerRun<T> _run;
    private double _f;
    private double _value;
    private double _trialF;
    private double _trialValue;
    private double _scale;
    private double _mu;
    private double _smallViolation;

    public InteriorRun(MinimizerRun<T> run, CurvatureSource curvature, double firstBarrier)
    {
        _run = run;
        _problem = run.Problem;
        _firstBarrier = firstBarrier;
        var workspace = run.Workspace;
        _rows = new ConstraintRows<T>(_problem, workspace);
        (_n, _m, _scale) = (_problem.Dimension, _rows.Count, 1);
        _lower = workspace.Doubles(_n);
        _upper = workspace.Doubles(_n);
        _fixed = workspace.Integers(_n);
        _x = workspace.Doubles(_n);
        _s = workspace.Doubles(_m);
        _y = workspace.Doubles(_m);
        _zl = workspace.Doubles(_n);
        _zu = workspace.Doubles(_n);
        _gradient = workspace.Doubles(_n);
        _c = workspace.Doubles(_m);
        _j = workspace.Doubles(_m * _n);
        _dx = workspace.Doubles(_n);
        _ds = workspace.Doubles(_m);
        _dy = workspace.Doubles(_m);
        _dzl = workspace.Doubles(_n);
        _dzu = workspace.Doubles(_n);
        _trialX = workspace.Doubles(_n);
        _trialS = workspace.Doubles(_m);
        _trialC = workspace.Doubles(_m);
        _trialJ = workspace.Doubles(_m * _n);
        _trialGradient = workspace.Elements(_n);
        _work = workspace.Doubles(_n);
        _rhs = workspace.Doubles(_n + _m);
        _correctedX = workspace.Doubles(_n);
        _correctedS = workspace.Doubles(_m);
        _correctedC = workspace.Doubles(_m);
        _normal = workspace.Doubles(_n * _n);
        _hessian = new LagrangianHessian<T>(_n, curvature, workspace);
        _system = new KktSystem<T>(_n, _m, workspace);
        _filter = new Filter<T>(workspace);
    }

    public MinimizerReport Minimize()
    {
        if (!Begin())
        {
            _run.Start(double.PositiveInfinity, double.PositiveInfinity);
            return Report(double.PositiveInfinity);
        }
        var residual = KktResidual();
        var proceeds = _run.Start(_value, residual);
        var (tiny, idle, best) = (0, 0, residual);
        while (proceeds)
        {
            if (LowerBarrier(tiny > 0)) tiny = 0;
            _hessian.Evaluate(ref _run, _scale, _rows, _y);
            if (!Direct(0))
            {
                _run.Reason = StopReason.NonFinite;
                break;
            }
            var before = _value;
            tiny = IsTiny() ? tiny + 1 : 0;
            if (!(tiny > 0 ? TakeWhole() : Search()) && !Rescue()) break;
            residual = KktResidual();
            var falls = before - _value > MinimizerRun<T>.Noise(before) && Infeasibility() <= _run.Stop.GradientTolerance;
            idle = residual < 0.9 * best || falls ? 0 : idle + 1;
            best = Math.Min(best, residual);
            var last = _mu <= LeastBarrier;
            proceeds = _run.Continue(_value, residual, last ? Math.Abs(before - _value) : double.PositiveInfinity,
                last ? Vectors.Norm<double>(_dx) : double.PositiveInfinity);
            if (!proceeds || (tiny < MostTiny && idle < MostIdle)) continue;
            _run.Reason = Violation(_c, _s) <= _smallViolation ? StopReason.PrecisionReached : StopReason.Infeasible;
            proceeds = false;
        }
        Place(_x);
        return Report(KktResidual());
    }

    // μ → min(μ/5, μ^1.5) once the barrier problem is solved to ten times μ, or where steps have become negligible.
    private bool LowerBarrier(bool negligible)
    {
        var lowered = false;
        while (_mu > LeastBarrier && (negligible || Error(_mu) <= 10 * _mu))
        {
            _mu = Math.Max(LeastBarrier, Math.Min(0.2 * _mu, Math.Pow(_mu, 1.5)));
            _filter.Clear();
            (lowered, negligible) = (true, false);
        }
        return lowered;
    }

    // Small enough that the products of multipliers and constraints pass the stopping test.
    private readonly double LeastBarrier => Math.Max(1e-14, _run.Stop.GradientTolerance * Math.Min(1, _scale) / 20);

    private readonly bool IsTiny()
    {
        for (var i = 0; i < _n; i++)
            if (Math.Abs(_dx[i]) > TinyStep * MinimizerRun<T>.Epsilon * (1 + Math.Abs(_x[i]))) return false;
        return true;
    }
}
