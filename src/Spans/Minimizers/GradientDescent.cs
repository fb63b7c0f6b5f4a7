using System.Numerics;

namespace Spans.Minimizers;

/// <summary>
/// Steepest descent with a backtracking line search: x ← x − α ∇f(x). Each search first tries twice the last step.
/// Converges linearly, with a rate that the condition of the Hessian decides. Source: Cauchy 1847; Armijo 1966.
/// </summary>
public sealed record GradientDescent : IMinimizer
{
    /// <inheritdoc/>
    public string Name => "gradient-descent";

    /// <inheritdoc/>
    public Handles Handles => Handles.Free;

    /// <inheritdoc/>
    public MinimizerReport Minimize<T>(Problem<T> problem, Span<T> x, Workspace<T> workspace, StopRules stop,
        IMinimizerObserver<T>? observer = null) where T : struct, IFloatingPointIeee754<T>
    {
        var run = MinimizerRun<T>.Begin(this, problem, x, workspace, stop, observer);
        var rule = new Rule<T>();
        return LineDescent.Run(ref run, ref rule, new BacktrackingSearch(1e-4));
    }

    private struct Rule<T> : IDirectionRule<T> where T : struct, IFloatingPointIeee754<T>
    {
        private double _step;

        public readonly void Direct(ref MinimizerRun<T> run, ReadOnlySpan<T> gradient, Span<T> direction) =>
            Vectors.Negate(gradient, direction);

        public readonly double FirstStep(ReadOnlySpan<T> x, ReadOnlySpan<T> gradient, in LinePoint origin) =>
            _step > 0 ? 2 * _step : 1 / Math.Sqrt(-origin.Slope);

        public void Learn(ReadOnlySpan<T> step, ReadOnlySpan<T> change, ReadOnlySpan<T> gradient, LinePoint from, LinePoint to) =>
            _step = to.Step;

        public readonly void Recall(MinimizerMemory<T> memory) { }

        public void Change(MinimizerMemory<T>? memory) => Forget();

        public readonly bool Forget() => false;
    }
}
