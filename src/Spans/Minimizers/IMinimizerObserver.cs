using System.Numerics;

namespace Spans.Minimizers;

/// <summary>Sees every iterate of a minimisation: for traces, plots and progress.</summary>
/// <typeparam name="T">float or double.</typeparam>
public interface IMinimizerObserver<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>Called with the start (iteration 0) and after every iteration.</summary>
    /// <param name="progress">The numbers.</param>
    /// <param name="x">[n], valid during the call.</param>
    void Observe(in MinimizerProgress progress, ReadOnlySpan<T> x);
}

/// <summary>One iterate's numbers.</summary>
/// <param name="Iteration">0 for the start.</param>
/// <param name="Value">f, in the problem's own sense.</param>
/// <param name="GradientNorm">As the stopping test saw it.</param>
/// <param name="ValueEvaluations">Spent so far.</param>
/// <param name="GradientEvaluations">Spent so far.</param>
public readonly record struct MinimizerProgress(
    int Iteration, double Value, double GradientNorm, int ValueEvaluations, int GradientEvaluations);
