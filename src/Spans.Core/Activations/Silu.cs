using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Activations;

/// <summary>y = x σ(x), also called swish; dy/dx = σ (1 + x (1 − σ)). Source: Elfwing et al. 2017.</summary>
public readonly struct Silu : IActivation
{
    /// <inheritdoc/>
    public string Name => "silu";

    /// <inheritdoc/>
    public bool DerivativeReadsInput => true;

    /// <inheritdoc/>
    public float Gain => 1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<V>(V x) where V : struct, ILanes<V>
    {
        // Below -104.5 σ is zero, and 0 · -∞ must not be NaN.
        return V.MaxNative(V.Broadcast(-104.5f), x) * LaneMath.Sigmoid(x);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Derivative<V>(V x, V y) where V : struct, ILanes<V>
    {
        // f(x) = x + f(-x), so f'(x) = 1 - f'(-x): below zero s is small and accurate, where 1 - s above would not be.
        var z = V.MaxNative(V.Broadcast(-104.5f), -V.Abs(x));
        var s = LaneMath.Sigmoid(z);
        var g = V.MultiplyAdd(z * s, 1 - s, s);
        return V.Select(V.LessThan(x, V.Zero), g, 1 - g);
    }
}
