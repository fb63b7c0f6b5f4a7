using System.Numerics;

namespace Spans.Minimizers;

/// <summary>A method that finds a local minimum. Implementations are immutable records whose properties configure them.</summary>
public interface IMinimizer
{
    /// <summary>The name used on the command line: <c>lbfgs</c>.</summary>
    string Name { get; }

    /// <summary>What it can handle beyond a smooth function of free variables.</summary>
    Handles Handles { get; }

    /// <summary>Minimises from <paramref name="x"/> in place: on return it holds the best point found.</summary>
    /// <param name="problem">What to minimise.</param>
    /// <param name="x">[n], the start. Every evaluation is made at this span. Moved onto the bounds first if outside.</param>
    /// <param name="workspace">Scratch; a second run of the same shape on it allocates nothing. Receives the multipliers.</param>
    /// <param name="stop">When to end.</param>
    /// <param name="observer">Sees every iterate.</param>
    /// <exception cref="ArgumentException">x has another length, or the problem has what this method does not handle.</exception>
    MinimizerReport Minimize<T>(Problem<T> problem, Span<T> x, Workspace<T> workspace, StopRules stop,
        IMinimizerObserver<T>? observer = null) where T : struct, IFloatingPointIeee754<T>;
}
