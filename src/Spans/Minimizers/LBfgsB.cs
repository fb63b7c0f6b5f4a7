using System.Numerics;

namespace Spans.Minimizers;

/// <summary>
/// L-BFGS with bounds: the generalised Cauchy point decides which bounds hold, the limited-memory matrix is minimised over the
/// other variables, and a strong-Wolfe search goes towards the result. Source: Byrd, Lu, Nocedal and Zhu 1995; Morales and
/// Nocedal 2011 (projection in place of truncation).
/// </summary>
public sealed record LBfgsB : IMinimizer
{
    /// <inheritdoc/>
    public string Name => "lbfgsb";

    /// <inheritdoc/>
    public Handles Handles => Handles.Bounds;

    /// <summary>The pairs kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Memory { get; init { Throw.IfNotPositive(value, nameof(Memory)); field = value; } } = 10;

    /// <inheritdoc/>
    /// <remarks>Where the problem has no bounds it is <see cref="LBfgs"/>, whose two loops round less.</remarks>
    public MinimizerReport Minimize<T>(Problem<T> problem, Span<T> x, Workspace<T> workspace, StopRules stop,
        IMinimizerObserver<T>? observer = null) where T : struct, IFloatingPointIeee754<T>
    {
        var run = MinimizerRun<T>.Begin(this, problem, x, workspace, stop, observer);
        if (!problem.HasBounds) return LBfgs.Minimize(ref run, Memory);
        var rule = new Rule<T>(Memory, problem, workspace);
        return LineDescent.Run(ref run, ref rule, new WolfeSearch(1e-3, 0.9));
    }

    private ref struct Rule<T>(int memory, Problem<T> problem, Workspace<T> workspace) : IDirectionRule<T>
        where T : struct, IFloatingPointIeee754<T>
    {
        private readonly CauchyPoint<T> _cauchy = new(memory, problem.Dimension, workspace);
        private readonly Span<T> _z = workspace.Elements(problem.Dimension);
        private readonly Span<T> _r = workspace.Elements(problem.Dimension);
        private readonly Span<int> _free = workspace.Integers(problem.Dimension);
        private readonly Span<double> _c = workspace.Doubles(2 * memory);
        private CompactBfgs<T> _matrix = new(memory, problem.Dimension, workspace);

        public void Direct(ref MinimizerRun<T> run, ReadOnlySpan<T> gradient, Span<T> direction)
        {
            if (!_matrix.Factor())
            {
                _matrix.Clear();
                _matrix.Factor();
            }
            _cauchy.Find(problem, _matrix, run.X, gradient, _z, _free, _c);
            if (_matrix.Rank > 0) MinimizeOverFree(run.X, gradient);
            Vectors.Subtract(_z, run.X, direction);
        }

        public readonly double FirstStep(ReadOnlySpan<T> x, ReadOnlySpan<T> gradient, in LinePoint origin) =>
            _matrix.Rank > 0 ? 1 : Math.Min(1, 1 / Math.Sqrt(-origin.Slope));

        public void Learn(ReadOnlySpan<T> step, ReadOnlySpan<T> change, ReadOnlySpan<T> gradient, LinePoint from, LinePoint to) =>
            _matrix.Add(step, change);

        public readonly void Recall(MinimizerMemory<T> memory) { }

        public void Change(MinimizerMemory<T>? memory) => Forget();

        public bool Forget()
        {
            var learnt = _matrix.Rank > 0;
            _matrix.Clear();
            return learnt;
        }

        // z ← P(z − B̂⁻¹ r) over the free variables, r = g + B (z − x) being the gradient of the model at z.
        private readonly void MinimizeOverFree(ReadOnlySpan<T> x, ReadOnlySpan<T> gradient)
        {
            var theta = _matrix.Theta;
            Vectors.Subtract(_z, x, _r);
            Vectors.Scale(theta, _r);
            Vectors.AddScaled(1, gradient, _r);
            _matrix.ApplyMiddle(_c);
            _matrix.AddProduct(-1, _c, _r);
            for (var i = 0; i < x.Length; i++) if (_free[i] == 0) _r[i] = T.Zero;
            _matrix.ApplyTransposed(_r, _c);
            if (!_matrix.SolveReduced(_free, _c)) return;
            _matrix.AddProduct(1 / theta, _c, _r);
            for (var i = 0; i < x.Length; i++) _r[i] = _free[i] == 0 ? T.Zero : _r[i] / T.CreateTruncating(-theta);

            // Projecting keeps more of the step than cutting it short; where it spoils the descent it is cut short after all.
            var slope = 0.0;
            for (var i = 0; i < x.Length; i++)
                slope += double.CreateTruncating(gradient[i]) * double.CreateTruncating(Inside(i, _z[i] + _r[i]) - x[i]);
            var share = slope < 0 ? 1 : Math.Min(1, Bounds.Longest<T>(problem, _z, _r));
            for (var i = 0; i < x.Length; i++) _z[i] = Inside(i, _z[i] + T.CreateTruncating(share) * _r[i]);
        }

        private readonly T Inside(int i, T value)
        {
            if (!problem.Lower.IsEmpty && value < problem.Lower.Span[i]) return problem.Lower.Span[i];
            return !problem.Upper.IsEmpty && value > problem.Upper.Span[i] ? problem.Upper.Span[i] : value;
        }
    }
}
