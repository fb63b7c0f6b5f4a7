using System.Numerics;

namespace Spans.Minimizers;

/// <summary>
/// The formula for β in d ← −H g + β d. With y the change of the gradient, and H = I for the method as published:
/// </summary>
public enum ConjugateFormula
{
    /// <summary>β = max(0, gᵀH y / g₀ᵀH g₀). Source: Polak and Ribière 1969; Gilbert and Nocedal 1992.</summary>
    PolakRibierePlus,

    /// <summary>β = gᵀH g / g₀ᵀH g₀. Source: Fletcher and Reeves 1964.</summary>
    FletcherReeves,

    /// <summary>β = (H y − 2 d yᵀH y / dᵀy)ᵀ g / dᵀy, bounded below. Source: Hager and Zhang 2005.</summary>
    HagerZhang,
}

/// <summary>
/// The nonlinear conjugate gradient method: d ← −H g + β d, with a strong-Wolfe line search along d. H is a metric in which the
/// function is rounder, built from the last pairs of steps and gradient changes and fixed between restarts, so that directions
/// stay conjugate. Restarts come where conjugacy is lost, or after n directions. Source: Powell, "Restart procedures for the
/// conjugate gradient method", 1977; Buckley and LeNir, "QN-like variable storage conjugate gradients", 1983. Needs 4 · memory +
/// 8 vectors.
/// </summary>
public sealed record ConjugateGradient : IMinimizer
{
    /// <inheritdoc/>
    public string Name => "cg";

    /// <inheritdoc/>
    public Handles Handles => Handles.Free;

    /// <summary>β.</summary>
    public ConjugateFormula Formula { get; init; } = ConjugateFormula.PolakRibierePlus;

    /// <summary>The pairs that make up H; 0 for H = I, the method without preconditioning.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int Memory { get; init { Throw.IfNegative(value, nameof(Memory)); field = value; } } = 3;

    /// <inheritdoc/>
    public MinimizerReport Minimize<T>(Problem<T> problem, Span<T> x, Workspace<T> workspace, StopRules stop,
        IMinimizerObserver<T>? observer = null) where T : struct, IFloatingPointIeee754<T>
    {
        var run = MinimizerRun<T>.Begin(this, problem, x, workspace, stop, observer);
        var rule = new Rule<T>(Formula, Memory, x.Length, workspace);
        // Looser searches cost more in directions spoilt than they save in evaluations, with every formula.
        return LineDescent.Run(ref run, ref rule, new WolfeSearch(1e-4, 0.1));
    }

    private ref struct Rule<T>(ConjugateFormula formula, int memory, int n, Workspace<T> workspace) : IDirectionRule<T>
        where T : struct, IFloatingPointIeee754<T>
    {
        // Consecutive gradients this far from orthogonal show that conjugacy is lost (Powell 1977).
        private const double RestartCosine = 0.2;
        private const double HagerZhangFloor = 0.01;

        private readonly Span<T> _last = workspace.Elements(n);
        private readonly Span<T> _old = workspace.Elements(n);
        private readonly Span<T> _scaled = workspace.Elements(n);
        private readonly Span<double> _weights = workspace.Doubles(memory);
        private SecantPairs<T> _metric = new(memory, n, workspace);
        private SecantPairs<T> _seen = new(memory, n, workspace);
        private double _beta;
        private double _promise;
        private double _square;
        private int _directions;

        public void Direct(ref MinimizerRun<T> run, ReadOnlySpan<T> gradient, Span<T> direction)
        {
            gradient.CopyTo(_old);
            _metric.Apply(gradient, direction, _weights);
            _square = Vectors.Dot<T>(gradient, direction);
            Vectors.Negate(direction, direction);
            if (_beta != 0) Vectors.AddScaled(_beta, _last, direction);
            direction.CopyTo(_last);
            _directions++;
        }

        public readonly double FirstStep(ReadOnlySpan<T> x, ReadOnlySpan<T> gradient, in LinePoint origin) =>
            _metric.Count > 0 ? 1 : _promise < 0 ? _promise / origin.Slope : 1 / Math.Sqrt(_square);

        public void Learn(ReadOnlySpan<T> step, ReadOnlySpan<T> change, ReadOnlySpan<T> gradient, LinePoint from, LinePoint to)
        {
            // The next step is tried where the first-order change is this one's: Nocedal and Wright 2006, eq. 3.59.
            _promise = to.Step * from.Slope;
            if (memory > 0) _seen.Add(step, change);
            _metric.Apply(gradient, _scaled, _weights);
            var square = Vectors.Dot<T>(gradient, _scaled);
            var cross = Vectors.Dot<T>(_old, _scaled);
            if (!(Math.Abs(cross) < RestartCosine * square) || (memory > 0 && _directions >= Math.Max(n, 2)))
            {
                Restart();
                return;
            }
            _beta = formula switch
            {
                ConjugateFormula.FletcherReeves => square / _square,
                ConjugateFormula.HagerZhang => HagerZhang(square - cross, change, gradient),
                _ => Math.Max(0, (square - cross) / _square),
            };
            if (!double.IsFinite(_beta)) _beta = 0;
        }

        public void Recall(MinimizerMemory<T> kept)
        {
            if (memory > 0) _metric.Recall(kept);
            if (kept.Number < 0) _promise = kept.Number;
        }

        // Directions of different functions are not conjugate; the metric and how far a step goes are much the same.
        public void Change(MinimizerMemory<T>? kept)
        {
            Restart();
            if (kept is null) return;
            _metric.Keep(kept);
            kept.Number = _promise;
        }

        public bool Forget()
        {
            var learnt = _beta != 0 || _metric.Count > 0;
            (_beta, _promise, _directions) = (0, 0, 0);
            _metric.Clear();
            _seen.Clear();
            return learnt;
        }

        // Only now, so that all directions since the last were conjugate in one metric.
        private void Restart()
        {
            for (var i = 0; i < _seen.Count; i++) _metric.Add(_seen.Step(i), _seen.Change(i));
            _seen.Clear();
            (_beta, _directions) = (0, 0);
        }

        private readonly double HagerZhang(double gain, ReadOnlySpan<T> change, ReadOnlySpan<T> gradient)
        {
            var curvature = Vectors.Dot<T>(_last, change);
            _metric.Apply(change, _scaled, _weights);
            var beta = (gain - 2 * Vectors.Dot<T>(change, _scaled) / curvature * Vectors.Dot(_last, gradient)) / curvature;
            var floor = -1 / (Vectors.Norm<T>(_last) * Math.Min(HagerZhangFloor, Math.Sqrt(_square)));
            return Math.Max(beta, floor);
        }
    }
}
