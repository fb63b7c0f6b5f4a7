using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Activations;

/// <summary>y = x (x + 3) / 6 with the second factor cut off at 0 and 1. Source: Howard et al. 2019.</summary>
public readonly struct HardSwish : IActivation
{
    /// <inheritdoc/>
    public string Name => "hard-swish";

    /// <inheritdoc/>
    public bool DerivativeReadsInput => true;

    /// <inheritdoc/>
    public float Gain => 1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<V>(V x) where V : struct, ILanes<V>
    {
        x = V.MaxNative(V.Broadcast(-3f), x);
        return x * (V.MinNative(V.Broadcast(6f), x + 3) * (1 / 6f));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Derivative<V>(V x, V y) where V : struct, ILanes<V>
    {
        var slope = V.Select(
            V.GreaterThanOrEqual(x, V.Broadcast(3f)), V.Broadcast(1f), V.MultiplyAdd(x, V.Broadcast(1 / 3f), V.Broadcast(0.5f)));
        return V.Select(V.LessThan(x, V.Broadcast(-3f)), V.Zero, slope);
    }
}
