using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Activations;

/// <summary>y = x cut off at 0 and 6; the derivative there is 0. Source: Krizhevsky 2010.</summary>
public readonly struct Relu6 : IActivation
{
    /// <inheritdoc/>
    public string Name => "relu6";

    /// <inheritdoc/>
    public bool DerivativeReadsInput => false;

    /// <inheritdoc/>
    public float Gain => 1.41421356f;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<V>(V x) where V : struct, ILanes<V> => V.MinNative(V.Broadcast(6f), V.MaxNative(V.Zero, x));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Derivative<V>(V x, V y) where V : struct, ILanes<V> =>
        V.Select(V.GreaterThan(y, V.Zero) & V.LessThan(y, V.Broadcast(6f)), V.Broadcast(1f), V.Zero);
}
