using System.Numerics;
using Spans.Minimizers.Dense;

namespace Spans.Minimizers;

/// <summary>
/// Newton's method with a line search: (∇²f + E) d = −∇f, where E makes the Hessian positive definite and is zero where it is.
/// Source: Nocedal and Wright 2006, §3.4. The Hessian comes from the problem, or from differences of its gradients.
/// </summary>
public sealed record Newton : IMinimizer
{
    /// <inheritdoc/>
    public string Name => "newton";

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
        private readonly Span<double> _hessian = workspace.Doubles(n * n);
        private readonly Span<T> _elements = workspace.Elements(Math.Max(n * n, 2 * n));
        private readonly Span<double> _direction = workspace.Doubles(n);
        private readonly Span<double> _scratch = workspace.Doubles(n);
        private readonly Span<int> _pivots = workspace.Integers(n);
        private bool _steepest;

        public void Direct(ref MinimizerRun<T> run, ReadOnlySpan<T> gradient, Span<T> direction)
        {
            Vectors.Negate(gradient, direction);
            if (_steepest || !run.Hessian(_hessian, _elements))
            {
                _steepest = true;
                return;
            }
            Vectors.Convert<T, double>(direction, _direction);
            ModifiedCholesky.Factor(_hessian, _pivots);
            ModifiedCholesky.Solve(_hessian, _pivots, _direction, _scratch);
            Vectors.Convert<double, T>(_direction, direction);
        }

        public readonly double FirstStep(ReadOnlySpan<T> x, ReadOnlySpan<T> gradient, in LinePoint origin) =>
            _steepest ? Math.Min(1, 1 / Math.Sqrt(-origin.Slope)) : 1;

        public void Learn(ReadOnlySpan<T> step, ReadOnlySpan<T> change, ReadOnlySpan<T> gradient, LinePoint from, LinePoint to) =>
            _steepest = false;

        public readonly void Recall(MinimizerMemory<T> memory) { }

        public void Change(MinimizerMemory<T>? memory) => Forget();

        // Where Newton's direction leads nowhere, or there is no Hessian, one step goes down the gradient.
        public bool Forget()
        {
            var newton = !_steepest;
            _steepest = true;
            return newton;
        }
    }
}
