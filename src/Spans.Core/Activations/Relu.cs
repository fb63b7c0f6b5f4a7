using System.Runtime.CompilerServices;

namespace Spans.Activations;

/// <summary>y = max(x, 0); the derivative at 0 is 0, and NaN stays NaN. Source: Nair and Hinton 2010.</summary>
public readonly struct Relu : IActivation
{
    /// <inheritdoc/>
    public string Name => "relu";

    /// <inheritdoc/>
    public bool DerivativeReadsInput => false;

    /// <inheritdoc/>
    public float Gain => 1.41421356f;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<V>(V x) where V : struct, Lanes.ILanes<V> => V.MaxNative(V.Zero, x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Derivative<V>(V x, V y) where V : struct, Lanes.ILanes<V> =>
        V.Select(V.LessThanOrEqual(y, V.Zero), V.Zero, V.Broadcast(1));
}
