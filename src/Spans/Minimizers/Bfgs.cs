using System.Numerics;

namespace Spans.Minimizers;

/// <summary>
/// The quasi-Newton method of Broyden, Fletcher, Goldfarb and Shanno: an n × n estimate of the inverse Hessian,
/// H ← (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ with ρ = 1 / yᵀs. Source: Nocedal and Wright 2006, algorithm 6.1.
/// </summary>
public sealed record Bfgs : IMinimizer
{
    /// <inheritdoc/>
    public string Name => "bfgs";

    /// <inheritdoc/>
    public Handles Handles => Handles.Free;

    /// <inheritdoc/>
    public MinimizerReport Minimize<T>(Problem<T> problem, Span<T> x, Workspace<T> workspace, StopRules stop,
        IMinimizerObserver<T>? observer = null) where T : struct, IFloatingPointIeee754<T>
    {
        var run = MinimizerRun<T>.Begin(this, problem, x, workspace, stop, observer);
        var rule = new Rule<T>(x.Length, workspace);
        return LineDescent.Run(ref run, ref rule, new WolfeSearch(1e-4, 0.9));
    }

    private ref struct Rule<T>(int n, Workspace<T> workspace) : IDirectionRule<T> where T : struct, IFloatingPointIeee754<T>
    {
        private const double LeastCosine = 1e-10;

        private readonly Span<double> _inverse = workspace.Doubles(n * n);
        private readonly Span<double> _s = workspace.Doubles(n);
        private readonly Span<double> _y = workspace.Doubles(n);
        private readonly Span<double> _hy = workspace.Doubles(n);
        private bool _learnt;

        public readonly void Direct(ref MinimizerRun<T> run, ReadOnlySpan<T> gradient, Span<T> direction)
        {
            if (!_learnt)
            {
                Vectors.Negate(gradient, direction);
                return;
            }
            Vectors.Convert(gradient, _s);
            for (var i = 0; i < n; i++) direction[i] = T.CreateTruncating(-Vectors.Dot<double>(Row(i), _s));
        }

        public readonly double FirstStep(ReadOnlySpan<T> x, ReadOnlySpan<T> gradient, in LinePoint origin) =>
            _learnt ? 1 : Math.Min(1, 1 / Math.Sqrt(-origin.Slope));

        public void Learn(ReadOnlySpan<T> step, ReadOnlySpan<T> change, ReadOnlySpan<T> gradient, LinePoint from, LinePoint to)
        {
            Vectors.Convert(step, _s);
            Vectors.Convert(change, _y);
            var curvature = Vectors.Dot<double>(_s, _y);
            var square = Vectors.Dot<double>(_y, _y);
            if (!(curvature > LeastCosine * Math.Sqrt(square) * Vectors.Norm<double>(_s)) || !double.IsFinite(square)) return;
            if (!_learnt)
            {
                // The first pair sets the scale of the identity it starts from.
                _inverse.Clear();
                for (var i = 0; i < n; i++) _inverse[i * n + i] = curvature / square;
                _learnt = true;
            }
            for (var i = 0; i < n; i++) _hy[i] = Vectors.Dot<double>(Row(i), _y);
            var weight = (1 + Vectors.Dot<double>(_hy, _y) / curvature) / curvature;
            for (var i = 0; i < n; i++)
            {
                var row = Row(i);
                Vectors.AddScaled<double>(weight * _s[i] - _hy[i] / curvature, _s, row);
                Vectors.AddScaled<double>(-_s[i] / curvature, _hy, row);
            }
        }

        public readonly void Recall(MinimizerMemory<T> memory) { }

        public void Change(MinimizerMemory<T>? memory) => Forget();

        public bool Forget()
        {
            var learnt = _learnt;
            _learnt = false;
            return learnt;
        }

        private readonly Span<double> Row(int i) => _inverse.Slice(i * n, n);
    }
}
