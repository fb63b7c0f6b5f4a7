using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Activations;

/// <summary>
/// y = λ x above zero, else λ α (eˣ − 1), with the λ and α that keep mean 0 and variance 1. Source: Klambauer et al. 2017.
/// </summary>
public readonly struct Selu : IActivation
{
    private const float Lambda = 1.05070099f;
    private const float LambdaAlpha = 1.75809934f;

    /// <inheritdoc/>
    public string Name => "selu";

    /// <inheritdoc/>
    public bool DerivativeReadsInput => false;

    /// <summary>¾, as PyTorch's calculate_gain has it.</summary>
    public float Gain => 0.75f;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<V>(V x) where V : struct, ILanes<V>
    {
        var negative = LambdaAlpha * LaneMath.Expm1(V.MinNative(V.Zero, x));
        return V.Select(V.GreaterThan(x, V.Zero), Lambda * x, negative);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Derivative<V>(V x, V y) where V : struct, ILanes<V> =>
        V.Select(V.GreaterThan(y, V.Zero), V.Broadcast(Lambda), y + LambdaAlpha);
}
