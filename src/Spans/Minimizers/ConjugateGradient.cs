using System.Numerics;

namespace Spans.Minimizers;

/// <summary>The formula for β in d ← −g + β d. With y the change of the gradient:</summary>
public enum ConjugateFormula
{
    /// <summary>β = max(0, gᵀy / g₀ᵀg₀). Source: Polak and Ribière 1969; Gilbert and Nocedal 1992.</summary>
    PolakRibierePlus,

    /// <summary>β = gᵀg / g₀ᵀg₀. Source: Fletcher and Reeves 1964.</summary>
    FletcherReeves,

    /// <summary>β = (y − 2 d yᵀy / dᵀy)ᵀ g / dᵀy, bounded below. Source: Hager and Zhang 2005.</summary>
    HagerZhang,
}

/// <summary>
/// The nonlinear conjugate gradient method: d ← −g + β d, with a strong-Wolfe line search along d. Needs five vectors.
/// </summary>
public sealed record ConjugateGradient : IMinimizer
{
    /// <inheritdoc/>
    public string Name => "cg";

    /// <inheritdoc/>
    public Handles Handles => Handles.Free;

    /// <summary>β.</summary>
    public ConjugateFormula Formula { get; init; } = ConjugateFormula.PolakRibierePlus;

    /// <inheritdoc/>
    public MinimizerReport Minimize<T>(Problem<T> problem, Span<T> x, Workspace<T> workspace, StopRules stop,
        IMinimizerObserver<T>? observer = null) where T : struct, IFloatingPointIeee754<T>
    {
        var run = MinimizerRun<T>.Begin(this, problem, x, workspace, stop, observer);
        var rule = new Rule<T>(Formula, workspace.Elements(x.Length));
        // Looser searches cost more in directions spoilt than they save in evaluations, with every formula.
        return LineDescent.Run(ref run, ref rule, new WolfeSearch(1e-4, 0.1));
    }

    private ref struct Rule<T>(ConjugateFormula formula, Span<T> last) : IDirectionRule<T>
        where T : struct, IFloatingPointIeee754<T>
    {
        // Consecutive gradients this far from orthogonal show that conjugacy is lost (Powell 1977).
        private const double RestartCosine = 0.2;
        private const double HagerZhangFloor = 0.01;

        private readonly Span<T> _last = last;
        private double _beta;
        private double _promise;
        private double _square;

        public void Direct(ref MinimizerRun<T> run, ReadOnlySpan<T> gradient, Span<T> direction)
        {
            Vectors.Negate(gradient, direction);
            if (_beta != 0) Vectors.AddScaled(_beta, _last, direction);
            direction.CopyTo(_last);
            _square = Vectors.Dot(gradient, gradient);
        }

        public readonly double FirstStep(ReadOnlySpan<T> x, ReadOnlySpan<T> gradient, in LinePoint origin) =>
            _promise < 0 ? _promise / origin.Slope : 1 / Math.Sqrt(_square);

        public void Learn(ReadOnlySpan<T> step, ReadOnlySpan<T> change, ReadOnlySpan<T> gradient, LinePoint from, LinePoint to)
        {
            // The next step is tried where the first-order change is this one's: Nocedal and Wright 2006, eq. 3.59.
            _promise = to.Step * from.Slope;
            var square = Vectors.Dot(gradient, gradient);
            var gain = Vectors.Dot(gradient, change);
            var conjugate = Math.Abs(square - gain) < RestartCosine * square;
            _beta = !conjugate ? 0 : formula switch
            {
                ConjugateFormula.FletcherReeves => square / _square,
                ConjugateFormula.HagerZhang => HagerZhang(gain, change, gradient),
                _ => Math.Max(0, gain / _square),
            };
            if (!double.IsFinite(_beta)) _beta = 0;
        }

        public void Recall(MinimizerMemory<T> memory)
        {
            if (memory.Number < 0) _promise = memory.Number;
        }

        // Directions of different functions are not conjugate; how far a step goes is much the same.
        public void Change(MinimizerMemory<T>? memory)
        {
            _beta = 0;
            if (memory is not null) memory.Number = _promise;
        }

        public bool Forget()
        {
            var learnt = _beta != 0;
            (_beta, _promise) = (0, 0);
            return learnt;
        }

        private readonly double HagerZhang(double gain, ReadOnlySpan<T> change, ReadOnlySpan<T> gradient)
        {
            var curvature = Vectors.Dot<T>(_last, change);
            var beta = (gain - 2 * Vectors.Dot(change, change) / curvature * Vectors.Dot(_last, gradient)) / curvature;
            var floor = -1 / (Vectors.Norm<T>(_last) * Math.Min(HagerZhangFloor, Math.Sqrt(_square)));
            return Math.Max(beta, floor);
        }
    }
}
