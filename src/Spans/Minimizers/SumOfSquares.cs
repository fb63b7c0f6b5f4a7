using System.Numerics;

namespace Spans.Minimizers;

/// <summary>f(x) = ½ Σ rᵢ(x)²: lets every minimizer work on least squares. Keeps scratch: one instance, one thread.</summary>
internal class SumOfSquares<T>(IVectorFunction<T> residuals) : IObjective<T> where T : struct, IFloatingPointIeee754<T>
{
    private readonly T[] _values = new T[residuals.Count];

    public int Dimension => residuals.Dimension;

    protected ReadOnlySpan<T> Residuals => _values;

    /// <summary>With its gradient where the residuals have a Jacobian.</summary>
    public static SumOfSquares<T> Of(IVectorFunction<T> residuals)
    {
        ArgumentNullException.ThrowIfNull(residuals);
        Throw.IfNotPositive(residuals.Count);
        return residuals is IDifferentiableVector<T> smooth ? new DifferentiableSumOfSquares<T>(smooth)
            : new SumOfSquares<T>(residuals);
    }

    public double Value(ReadOnlySpan<T> x)
    {
        residuals.Values(x, _values);
        return 0.5 * Vectors.Dot<T>(_values, _values);
    }
}

/// <summary>∇f = Jᵀ r.</summary>
internal sealed class DifferentiableSumOfSquares<T>(IDifferentiableVector<T> residuals)
    : SumOfSquares<T>(residuals), IDifferentiable<T> where T : struct, IFloatingPointIeee754<T>
{
    private T[] _jacobian = [];

    public double ValueAndGradient(ReadOnlySpan<T> x, Span<T> gradient)
    {
        if (_jacobian.Length == 0) _jacobian = new T[residuals.Count * residuals.Dimension];
        var value = Value(x);
        residuals.Jacobian(x, _jacobian);
        gradient.Clear();
        for (var i = 0; i < residuals.Count; i++)
            Vectors.AddScaled(double.CreateTruncating(Residuals[i]), _jacobian.AsSpan(i * Dimension, Dimension), gradient);
        return value;
    }
}
