using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Activations;

/// <summary>
/// y = 1 above zero, else 0: the perceptron's output. Its derivative is 0 everywhere, so no gradient passes. Source: Rosenblatt
/// 1958.
/// </summary>
public readonly struct Step : IActivation
{
    /// <inheritdoc/>
    public string Name => "step";

    /// <inheritdoc/>
    public bool DerivativeReadsInput => false;

    /// <inheritdoc/>
    public float Gain => 1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<V>(V x) where V : struct, ILanes<V>
    {
        var y = V.Select(V.GreaterThan(x, V.Zero), V.Broadcast(1), V.Zero);
        return V.Select(V.EqualTo(x, x), y, x);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Derivative<V>(V x, V y) where V : struct, ILanes<V> => V.Zero;
}
