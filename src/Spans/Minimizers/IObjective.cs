using System.Numerics;

namespace Spans.Minimizers;

/// <summary>
/// A scalar function f of n variables. Arrays are of the problem's own type, scalars are always double, so that a network's flat
/// float parameters are minimised where they lie and sums over many of them keep their digits.
/// </summary>
/// <remarks>
/// A minimizer evaluates only at the very span it was handed as <c>x</c>, so a function that reads a network whose parameters are
/// that span need not copy anything. A value that is not finite is allowed: the minimizer steps back and counts it.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public interface IObjective<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>The number of variables n.</summary>
    int Dimension { get; }

    /// <summary>f(x).</summary>
    /// <param name="x">[n].</param>
    double Value(ReadOnlySpan<T> x);
}

/// <summary>A scalar function with its gradient. Without this interface, gradients come from central differences.</summary>
/// <typeparam name="T">float or double.</typeparam>
public interface IDifferentiable<T> : IObjective<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>f(x), and ∇f(x) into <paramref name="gradient"/>: value and gradient share their work.</summary>
    /// <param name="x">[n].</param>
    /// <param name="gradient">[n], every element to be written.</param>
    double ValueAndGradient(ReadOnlySpan<T> x, Span<T> gradient);
}

/// <summary>A scalar function with its Hessian. Without this interface, Hessians come from differences of gradients.</summary>
/// <typeparam name="T">float or double.</typeparam>
public interface ITwiceDifferentiable<T> : IDifferentiable<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>∇²f(x), both triangles.</summary>
    /// <param name="x">[n].</param>
    /// <param name="hessian">[n, n], every element to be written.</param>
    void Hessian(ReadOnlySpan<T> x, Span<T> hessian);
}

/// <summary>A scalar function whose second derivatives can be applied to a direction without forming the matrix.</summary>
/// <typeparam name="T">float or double.</typeparam>
public interface IHessianProduct<T> : IDifferentiable<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>product = ∇²f(x) · direction.</summary>
    /// <param name="x">[n].</param>
    /// <param name="direction">[n].</param>
    /// <param name="product">[n], every element to be written.</param>
    void HessianProduct(ReadOnlySpan<T> x, ReadOnlySpan<T> direction, Span<T> product);
}
