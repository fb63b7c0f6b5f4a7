using System.Numerics;

namespace Spans.Minimizers;

/// <summary>
/// Limited-memory BFGS: the inverse Hessian is implied by the last <see cref="Memory"/> pairs of steps and gradient changes, and
/// applied by two loops over them. Needs 2 · memory + 4 vectors. Source: Nocedal 1980; Liu and Nocedal 1989.
/// </summary>
public sealed record LBfgs : IMinimizer
{
    /// <inheritdoc/>
    public string Name => "lbfgs";

    /// <inheritdoc/>
    public Handles Handles => Handles.Free;

    /// <summary>The pairs kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Memory { get; init { Throw.IfNotPositive(value, nameof(Memory)); field = value; } } = 10;

    /// <inheritdoc/>
    public MinimizerReport Minimize<T>(Problem<T> problem, Span<T> x, Workspace<T> workspace, StopRules stop,
        IMinimizerObserver<T>? observer = null) where T : struct, IFloatingPointIeee754<T>
    {
        var run = MinimizerRun<T>.Begin(this, problem, x, workspace, stop, observer);
        return Minimize(ref run, Memory);
    }

    /// <summary>The method itself, for <see cref="LBfgsB"/> as well.</summary>
    internal static MinimizerReport Minimize<T>(ref MinimizerRun<T> run, int memory) where T : struct, IFloatingPointIeee754<T>
    {
        var rule = new Rule<T>(memory, run.X.Length, run.Workspace);
        return LineDescent.Run(ref run, ref rule, new WolfeSearch(1e-4, 0.9));
    }

    private ref struct Rule<T>(int memory, int n, Workspace<T> workspace) : IDirectionRule<T>
        where T : struct, IFloatingPointIeee754<T>
    {
        private readonly Span<double> _weights = workspace.Doubles(memory);
        private SecantPairs<T> _pairs = new(memory, n, workspace);

        // d = −H g.
        public readonly void Direct(ref MinimizerRun<T> run, ReadOnlySpan<T> gradient, Span<T> direction)
        {
            _pairs.Apply(gradient, direction, _weights);
            Vectors.Negate(direction, direction);
        }

        // The first direction has no scale yet: its first step has length 1 at most.
        public readonly double FirstStep(ReadOnlySpan<T> x, ReadOnlySpan<T> gradient, in LinePoint origin) =>
            _pairs.Count > 0 ? 1 : Math.Min(1, 1 / Math.Sqrt(-origin.Slope));

        public void Learn(ReadOnlySpan<T> step, ReadOnlySpan<T> change, ReadOnlySpan<T> gradient, LinePoint from, LinePoint to) =>
            _pairs.Add(step, change);

        public void Recall(MinimizerMemory<T> memory) => _pairs.Recall(memory);

        // Curvature hardly changes with the sample, and each pair is of one.
        public readonly void Change(MinimizerMemory<T>? memory)
        {
            if (memory is not null) _pairs.Keep(memory);
        }

        public bool Forget()
        {
            var learnt = _pairs.Count > 0;
            _pairs.Clear();
            return learnt;
        }
    }
}
