using System.Numerics;

namespace Spans.Minimizers;

/// <summary>
/// Steepest descent in the 1-norm: one variable at a time, that whose derivative is largest, by a line search along it (the rule
/// of Gauss and Southwell). Bounds by stopping at them. Pays where variables hardly depend on each other or most are zero at the
/// minimum; crawls along narrow valleys. Source: Southwell 1940; Boyd and Vandenberghe 2004, §9.4.2.
/// </summary>
public sealed record SteepestCoordinate : IMinimizer
{
    /// <inheritdoc/>
    public string Name => "steepest-coordinate";

    /// <inheritdoc/>
    public Handles Handles => Handles.Bounds;

    /// <inheritdoc/>
    public MinimizerReport Minimize<T>(Problem<T> problem, Span<T> x, Workspace<T> workspace, StopRules stop,
        IMinimizerObserver<T>? observer = null) where T : struct, IFloatingPointIeee754<T>
    {
        var run = MinimizerRun<T>.Begin(this, problem, x, workspace, stop, observer);
        var rule = new Rule<T>(workspace.Doubles(x.Length));
        return LineDescent.Run(ref run, ref rule, new WolfeSearch(1e-4, 0.1));
    }

    private ref struct Rule<T>(Span<double> curvatures) : IDirectionRule<T> where T : struct, IFloatingPointIeee754<T>
    {
        // Along variable i, when it was last searched; 0 while unknown.
        private readonly Span<double> _curvatures = curvatures;
        private int _variable;

        public void Direct(ref MinimizerRun<T> run, ReadOnlySpan<T> gradient, Span<T> direction)
        {
            _variable = Bounds.SteepestVariable<T>(run.Problem, run.X, gradient);
            direction.Clear();
            direction[_variable] = -gradient[_variable];
        }

        // Newton's step along the variable, where its curvature is known.
        public readonly double FirstStep(ReadOnlySpan<T> x, ReadOnlySpan<T> gradient, in LinePoint origin) =>
            _curvatures[_variable] > 0 ? 1 / _curvatures[_variable] : Math.Min(1, 1 / Math.Sqrt(-origin.Slope));

        public readonly void Learn(
            ReadOnlySpan<T> step, ReadOnlySpan<T> change, ReadOnlySpan<T> gradient, LinePoint from, LinePoint to)
        {
            var curvature = (to.Slope - from.Slope) / (to.Step * -from.Slope);
            _curvatures[_variable] = double.IsFinite(curvature) && curvature > 0 ? curvature : 0;
        }

        public readonly void Recall(MinimizerMemory<T> memory) { }

        public void Change(MinimizerMemory<T>? memory) => Forget();

        public readonly bool Forget()
        {
            var known = _curvatures[_variable] > 0;
            _curvatures[_variable] = 0;
            return known;
        }
    }
}
