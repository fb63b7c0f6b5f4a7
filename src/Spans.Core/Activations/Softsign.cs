using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Activations;

/// <summary>y = x / (1 + |x|); dy/dx = (1 − |y|)². Source: Glorot and Bengio 2010.</summary>
public readonly struct Softsign : IActivation
{
    /// <inheritdoc/>
    public string Name => "softsign";

    /// <inheritdoc/>
    public bool DerivativeReadsInput => false;

    /// <inheritdoc/>
    public float Gain => 1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<V>(V x) where V : struct, ILanes<V>
    {
        // Where 1 is lost beside |x| the quotient is ±1, and so it is at ±∞.
        x = V.MaxNative(V.Broadcast(-1e30f), V.MinNative(V.Broadcast(1e30f), x));
        return x / (1 + V.Abs(x));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Derivative<V>(V x, V y) where V : struct, ILanes<V>
    {
        var root = 1 - V.Abs(y);
        return root * root;
    }
}
