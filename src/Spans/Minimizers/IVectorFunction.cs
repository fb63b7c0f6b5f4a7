using System.Numerics;

namespace Spans.Minimizers;

/// <summary>A function from n variables to several values: residuals rᵢ(x), or constraints gᵢ(x) ≤ 0 or hⱼ(x) = 0.</summary>
/// <typeparam name="T">float or double.</typeparam>
public interface IVectorFunction<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>The number of variables n.</summary>
    int Dimension { get; }

    /// <summary>The number of values m.</summary>
    int Count { get; }

    /// <summary>Every value at x.</summary>
    /// <param name="x">[n].</param>
    /// <param name="values">[m], every element to be written.</param>
    void Values(ReadOnlySpan<T> x, Span<T> values);
}

/// <summary>A vector function with its Jacobian. Without this interface, Jacobians come from central differences.</summary>
/// <typeparam name="T">float or double.</typeparam>
public interface IDifferentiableVector<T> : IVectorFunction<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>jacobian[i, j] = ∂valueᵢ/∂xⱼ.</summary>
    /// <param name="x">[n].</param>
    /// <param name="jacobian">[m, n], every element to be written.</param>
    void Jacobian(ReadOnlySpan<T> x, Span<T> jacobian);
}

/// <summary>
/// A vector function whose Jacobian need not be formed to be of use: Jᵀ w, the gradient of a weighted sum of the values, is one
/// backward pass where J is one for each value.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public interface ITransposedProduct<T> : IVectorFunction<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>gradient += Jᵀ · weights.</summary>
    /// <param name="x">[n].</param>
    /// <param name="weights">[m].</param>
    /// <param name="gradient">[n].</param>
    void AddTransposedProduct(ReadOnlySpan<T> x, ReadOnlySpan<double> weights, Span<T> gradient);
}

/// <summary>A vector function with second derivatives. Without it, they come from differences of Jacobians.</summary>
/// <typeparam name="T">float or double.</typeparam>
public interface ITwiceDifferentiableVector<T> : IDifferentiableVector<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>hessian += Σᵢ weightsᵢ ∇²valueᵢ(x), both triangles.</summary>
    /// <param name="x">[n].</param>
    /// <param name="weights">[m].</param>
    /// <param name="hessian">[n, n].</param>
    void AddHessian(ReadOnlySpan<T> x, ReadOnlySpan<double> weights, Span<double> hessian);
}
