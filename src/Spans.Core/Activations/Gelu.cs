using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Activations;

/// <summary>
/// y = x Φ(x) with the normal distribution function Φ: PyTorch's default form. Source: Hendrycks and Gimpel 2016.
/// </summary>
public readonly struct Gelu : IActivation
{
    /// <inheritdoc/>
    public string Name => "gelu";

    /// <inheritdoc/>
    public bool DerivativeReadsInput => true;

    /// <inheritdoc/>
    public float Gain => 1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<V>(V x) where V : struct, ILanes<V>
    {
        // Φ(x) = 1 - Φ(-x) keeps the relative accuracy of both tails; the end of the tail stands for ±∞.
        var z = V.MinNative(V.Broadcast(LaneMath.NormalTailEnd), V.Abs(x));
        return V.MaxNative(V.Zero, x) - z * LaneMath.NormalTail(z, out _);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Derivative<V>(V x, V y) where V : struct, ILanes<V>
    {
        // Φ(x) + x φ(x) for x > 0 is 1 minus that of -x.
        var z = V.MinNative(V.Broadcast(LaneMath.NormalTailEnd), V.Abs(x));
        var tail = LaneMath.NormalTail(z, out var exponential);
        var g = tail - z * exponential * 0.398942280f;
        return V.Select(V.LessThan(x, V.Zero), g, 1 - g);
    }
}
