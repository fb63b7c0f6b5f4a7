using System.Numerics;

namespace Spans.Minimizers;

/// <summary>f(x).</summary>
public delegate double ValueFunction<T>(ReadOnlySpan<T> x) where T : struct, IFloatingPointIeee754<T>;

/// <summary>Writes a vector that depends on x: a gradient [n], a Hessian [n, n], residuals [m] or a Jacobian [m, n].</summary>
public delegate void SpanFunction<T>(ReadOnlySpan<T> x, Span<T> result) where T : struct, IFloatingPointIeee754<T>;

/// <summary>hessian += Σᵢ weightsᵢ ∇²valueᵢ(x), both triangles of [n, n].</summary>
public delegate void WeightedHessian<T>(ReadOnlySpan<T> x, ReadOnlySpan<double> weights, Span<double> hessian)
    where T : struct, IFloatingPointIeee754<T>;

/// <summary>Functions from lambdas. The interfaces are as easy, and share work between value and derivatives.</summary>
public static class Function
{
    /// <summary>A scalar function of <paramref name="dimension"/> variables, with the derivatives that are given.</summary>
    /// <param name="dimension">n.</param>
    /// <param name="value">f.</param>
    /// <param name="gradient">Writes ∇f; left out, central differences serve.</param>
    /// <param name="hessian">Writes ∇²f; needs the gradient as well.</param>
    /// <exception cref="ArgumentException">A Hessian without a gradient.</exception>
    public static IObjective<T> Scalar<T>(int dimension, ValueFunction<T> value, SpanFunction<T>? gradient = null,
        SpanFunction<T>? hessian = null) where T : struct, IFloatingPointIeee754<T>
    {
        Throw.IfNotPositive(dimension);
        ArgumentNullException.ThrowIfNull(value);
        if (hessian is not null && gradient is null)
            Throw.Argument(nameof(gradient), "A Hessian is of use only with a gradient.");
        return hessian is not null ? new TwiceDifferentiable<T>(dimension, value, gradient!, hessian)
            : gradient is not null ? new Differentiable<T>(dimension, value, gradient)
            : new Objective<T>(dimension, value);
    }

    /// <summary>A function from <paramref name="dimension"/> variables to <paramref name="count"/> values.</summary>
    /// <param name="dimension">n.</param>
    /// <param name="count">m.</param>
    /// <param name="values">Writes all values.</param>
    /// <param name="jacobian">Writes [m, n]; left out, central differences serve.</param>
    /// <param name="hessian">Adds a weighted sum of second derivatives, for constraints; needs the Jacobian as well.</param>
    /// <exception cref="ArgumentException">A Hessian without a Jacobian.</exception>
    public static IVectorFunction<T> Vector<T>(int dimension, int count, SpanFunction<T> values, SpanFunction<T>? jacobian = null,
        WeightedHessian<T>? hessian = null) where T : struct, IFloatingPointIeee754<T>
    {
        Throw.IfNotPositive(dimension);
        Throw.IfNotPositive(count);
        ArgumentNullException.ThrowIfNull(values);
        if (hessian is not null && jacobian is null)
            Throw.Argument(nameof(jacobian), "A Hessian is of use only with a Jacobian.");
        return hessian is not null ? new TwiceDifferentiableVector<T>(dimension, count, values, jacobian!, hessian)
            : jacobian is not null ? new DifferentiableVector<T>(dimension, count, values, jacobian)
            : new VectorFunction<T>(dimension, count, values);
    }

    private class Objective<T>(int dimension, ValueFunction<T> value) : IObjective<T> where T : struct, IFloatingPointIeee754<T>
    {
        public int Dimension => dimension;

        public double Value(ReadOnlySpan<T> x) => value(x);
    }

    private class Differentiable<T>(int dimension, ValueFunction<T> value, SpanFunction<T> gradient)
        : Objective<T>(dimension, value), IDifferentiable<T> where T : struct, IFloatingPointIeee754<T>
    {
        public double ValueAndGradient(ReadOnlySpan<T> x, Span<T> result)
        {
            gradient(x, result);
            return Value(x);
        }
    }

    private sealed class TwiceDifferentiable<T>(
        int dimension, ValueFunction<T> value, SpanFunction<T> gradient, SpanFunction<T> hessian)
        : Differentiable<T>(dimension, value, gradient), ITwiceDifferentiable<T> where T : struct, IFloatingPointIeee754<T>
    {
        public void Hessian(ReadOnlySpan<T> x, Span<T> result) => hessian(x, result);
    }

    private class VectorFunction<T>(int dimension, int count, SpanFunction<T> values) : IVectorFunction<T>
        where T : struct, IFloatingPointIeee754<T>
    {
        public int Dimension => dimension;

        public int Count => count;

        public void Values(ReadOnlySpan<T> x, Span<T> result) => values(x, result);
    }

    private class DifferentiableVector<T>(int dimension, int count, SpanFunction<T> values, SpanFunction<T> jacobian)
        : VectorFunction<T>(dimension, count, values), IDifferentiableVector<T> where T : struct, IFloatingPointIeee754<T>
    {
        public void Jacobian(ReadOnlySpan<T> x, Span<T> result) => jacobian(x, result);
    }

    private sealed class TwiceDifferentiableVector<T>(
        int dimension, int count, SpanFunction<T> values, SpanFunction<T> jacobian, WeightedHessian<T> hessian)
        : DifferentiableVector<T>(dimension, count, values, jacobian), ITwiceDifferentiableVector<T>
        where T : struct, IFloatingPointIeee754<T>
    {
        public void AddHessian(ReadOnlySpan<T> x, ReadOnlySpan<double> weights, Span<double> result) =>
            hessian(x, weights, result);
    }
}
