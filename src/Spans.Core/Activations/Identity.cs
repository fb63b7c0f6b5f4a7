using System.Runtime.CompilerServices;

namespace Spans.Activations;

/// <summary>y = x: the output function of regression and of logits.</summary>
public readonly struct Identity : IActivation
{
    /// <inheritdoc/>
    public string Name => "identity";

    /// <inheritdoc/>
    public bool DerivativeReadsInput => false;

    /// <inheritdoc/>
    public float Gain => 1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<V>(V x) where V : struct, Lanes.ILanes<V> => x;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Derivative<V>(V x, V y) where V : struct, Lanes.ILanes<V> => V.Broadcast(1);
}
