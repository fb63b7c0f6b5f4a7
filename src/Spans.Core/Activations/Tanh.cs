using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Activations;

/// <summary>y = tanh x; dy/dx = 1 − y². Source: LeCun et al. 1998, §4.4.</summary>
public readonly struct Tanh : IActivation
{
    /// <inheritdoc/>
    public string Name => "tanh";

    /// <inheritdoc/>
    public bool DerivativeReadsInput => false;

    /// <summary>1, as Xavier initialisation has it; PyTorch's calculate_gain says 5/3.</summary>
    public float Gain => 1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<V>(V x) where V : struct, ILanes<V> => LaneMath.Tanh(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Derivative<V>(V x, V y) where V : struct, ILanes<V> => 1 - y * y;
}
