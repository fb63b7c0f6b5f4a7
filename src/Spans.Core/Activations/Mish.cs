using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Activations;

/// <summary>y = x tanh(ln(1 + eˣ)). Source: Misra 2019.</summary>
public readonly struct Mish : IActivation
{
    /// <inheritdoc/>
    public string Name => "mish";

    /// <inheritdoc/>
    public bool DerivativeReadsInput => true;

    /// <inheritdoc/>
    public float Gain => 1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<V>(V x) where V : struct, ILanes<V>
    {
        x = V.MaxNative(V.Broadcast(-110f), x);
        var (_, numerator, m) = Quotient(x);
        return x * (numerator / (numerator + m + m));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Derivative<V>(V x, V y) where V : struct, ILanes<V>
    {
        // t + x σ(x) (1 - t²) for t = n / d, where 1 - t² = (d - n) (d + n) / d² does not cancel.
        x = V.MaxNative(V.Broadcast(-110f), V.MinNative(V.Broadcast(110f), x));
        var (e, numerator, m) = Quotient(x);
        var reciprocal = 1 / (numerator + m + m);
        var sigmoid = V.Select(V.LessThan(x, V.Zero), e, V.Broadcast(1f)) / (1 + e);
        var slope = 4 * m * (numerator + m) * reciprocal * reciprocal;
        return V.MultiplyAdd(x * sigmoid, slope, numerator * reciprocal);
    }

    // tanh(ln(1 + w)) = n / (n + 2m) with n = w² + 2w and m = 1 for w = eˣ; both divided by w² where w > 1, so that nothing
    // overflows.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V E, V N, V M) Quotient<V>(V x) where V : struct, ILanes<V>
    {
        var e = LaneMath.Exp(-V.Abs(x));
        var negative = V.LessThan(x, V.Zero);
        var numerator = V.Select(negative, e * (e + 2), V.MultiplyAdd(e, V.Broadcast(2f), V.Broadcast(1f)));
        return (e, numerator, V.Select(negative, V.Broadcast(1f), e * e));
    }
}
