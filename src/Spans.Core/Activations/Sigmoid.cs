using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Activations;

/// <summary>y = 1 / (1 + e⁻ˣ), between 0 and 1; dy/dx = y (1 − y).</summary>
public readonly struct Sigmoid : IActivation
{
    /// <inheritdoc/>
    public string Name => "sigmoid";

    /// <inheritdoc/>
    public bool DerivativeReadsInput => false;

    /// <inheritdoc/>
    public float Gain => 1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<V>(V x) where V : struct, ILanes<V> => LaneMath.Sigmoid(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Derivative<V>(V x, V y) where V : struct, ILanes<V> => y * (1 - y);
}
