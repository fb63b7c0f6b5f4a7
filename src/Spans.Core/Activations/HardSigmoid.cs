using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Activations;

/// <summary>y = (x + 3) / 6 cut off at 0 and 1: PyTorch's form. Keras 2 used x / 5 + ½.</summary>
public readonly struct HardSigmoid : IActivation
{
    /// <inheritdoc/>
    public string Name => "hard-sigmoid";

    /// <inheritdoc/>
    public bool DerivativeReadsInput => false;

    /// <inheritdoc/>
    public float Gain => 1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<V>(V x) where V : struct, ILanes<V> => V.MinNative(V.Broadcast(6f), V.MaxNative(V.Zero, x + 3)) * (1 / 6f);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Derivative<V>(V x, V y) where V : struct, ILanes<V> =>
        V.Select(V.GreaterThan(y, V.Zero) & V.LessThan(y, V.Broadcast(1f)), V.Broadcast(1 / 6f), V.Zero);
}
