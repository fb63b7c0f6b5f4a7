using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Activations;

/// <summary>y = ½ x (1 + tanh u) with u = √(2/π) (x + 0.044715 x³): the approximation of GELU, PyTorch's
/// <c>approximate="tanh"</c>. Source: Hendrycks and Gimpel 2016.</summary>
public readonly struct GeluTanh : IActivation
{
    private const float Linear = 1.59576912f;
    private const float Cubic = 0.0713548163f;
    private const float Saturation = 20;

    /// <inheritdoc/>
    public string Name => "gelu-tanh";

    /// <inheritdoc/>
    public bool DerivativeReadsInput => true;

    /// <inheritdoc/>
    public float Gain => 1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<V>(V x) where V : struct, ILanes<V>
    {
        // ½ (1 + tanh u) = σ(2u), and below -20 the result is zero.
        x = V.MaxNative(V.Broadcast(-Saturation), x);
        return x * LaneMath.Sigmoid(x * V.MultiplyAdd(x * x, V.Broadcast(Cubic), V.Broadcast(Linear)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Derivative<V>(V x, V y) where V : struct, ILanes<V>
    {
        // f(x) = x + f(-x), so f'(x) = 1 - f'(-x): below zero s is small and accurate, where 1 - s above would not be.
        var z = V.MaxNative(V.Broadcast(-Saturation), -V.Abs(x));
        var z2 = z * z;
        var s = LaneMath.Sigmoid(z * V.MultiplyAdd(z2, V.Broadcast(Cubic), V.Broadcast(Linear)));
        var g = V.MultiplyAdd(z * s * (1 - s), V.MultiplyAdd(z2, V.Broadcast(3 * Cubic), V.Broadcast(Linear)), s);
        return V.Select(V.LessThan(x, V.Zero), g, 1 - g);
    }
}
