using System.Numerics;

namespace Spans.Minimizers;

/// <summary>
/// Residuals that build and solve their own normal equations: for problems of many rows, such as a network over a data set, where
/// JᵀJ is far smaller than J and has a fast product of its own.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public interface INormalEquations<T> : IVectorFunction<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>½ ‖r(x)‖².</summary>
    double HalfSquares(ReadOnlySpan<T> x);

    /// <summary>Builds A = JᵀJ at x, keeps it, and writes Jᵀr.</summary>
    /// <param name="x">[n].</param>
    /// <param name="gradient">[n], every element to be written.</param>
    /// <param name="diagonal">[n], receives the diagonal of A.</param>
    /// <returns>½ ‖r(x)‖².</returns>
    double Linearize(ReadOnlySpan<T> x, Span<T> gradient, Span<double> diagonal);

    /// <summary>Solves (A + diag(damping)) p = −gradient for the variables that are free; held ones get p = 0.</summary>
    /// <param name="damping">[n], not negative.</param>
    /// <param name="gradient">[n].</param>
    /// <param name="held">[n], not 0 for variables that stay where they are.</param>
    /// <param name="step">[n], receives p.</param>
    /// <returns>False where the matrix is not positive definite to working precision.</returns>
    bool TrySolve(ReadOnlySpan<double> damping, ReadOnlySpan<T> gradient, ReadOnlySpan<int> held, Span<double> step);

    /// <summary>pᵀ A p.</summary>
    double Curvature(ReadOnlySpan<double> step);
}
