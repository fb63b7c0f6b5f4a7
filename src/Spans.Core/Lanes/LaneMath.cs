using System.Runtime.CompilerServices;

namespace Spans.Lanes;

/// <summary>
/// The transcendental functions of a register. NaN comes through, the sign of zero is kept, a result overflows only where the
/// rounded exact one does, and denormal results are right unless a remark says otherwise.
/// </summary>
/// <remarks>
/// exp: x = n ln 2 + r with |r| ≤ ln 2 / 2, then 2ⁿ (1 + r + r² q(r)). Adding 1.5·2²³ rounds to the integer n and leaves n, plus
/// any bias folded into the constant, in the low bits, so that one shift makes the float 2ⁿ. ln 2 is split into a part of nine
/// bits, whose products with n are exact, and a rest: the bounds hold with and without fused multiply-add.
/// Bounds are over all floats, in units of the last place of the exact result; tests hold them.
/// </remarks>
internal static class LaneMath
{
    private const float Rounder = 12582912f;
    private const float Log2E = 1.44269504f;
    private const float Ln2 = 0.693147182f;
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>eˣ within 1.1 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Exp<V>(V x) where V : struct, ILanes<V>
    {
        x = V.MaxNative(V.Broadcast(-104.5f), V.MinNative(V.Broadcast(88.8f), x));
        var biased = V.MultiplyAdd(x, V.Broadcast(Log2E), V.Broadcast(Rounder + 254));
        var p = ReducedExpm1(x, biased - (Rounder + 254));
        // 2ⁿ as two factors, of n / 2 rounded down and up: n runs from -151 to 128, past either end of the exponents.
        var exponent = V.BroadcastBits(0x7F800000);
        var low = V.ShiftLeftBits(biased, 22) & exponent;
        var high = V.ShiftLeftBits(V.AddBits(biased, V.BroadcastBits(1)), 22) & exponent;
        return V.MultiplyAdd(p, low, low) * high;
    }

    /// <summary>
    /// eˣ for x ≤ 0 within 1.1 ulp; results under 2⁻¹²⁶ may be zero. For sums of exponentials, in half the steps of scaling.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V ExpNonPositive<V>(V x) where V : struct, ILanes<V> => ExpInRange(V.MaxNative(V.Broadcast(-88f), x));

    /// <summary>eˣ − 1 within 1.6 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Expm1<V>(V x) where V : struct, ILanes<V>
    {
        var c = V.MaxNative(V.Broadcast(-18f), V.MinNative(V.Broadcast(88.8f), x));
        var biased = V.MultiplyAdd(c, V.Broadcast(Log2E), V.Broadcast(Rounder + 126));
        var p = ReducedExpm1(c, biased - (Rounder + 126));
        // Half of 2ⁿ, since 2¹²⁸ is no float.
        var half = V.ShiftLeftBits(biased, 23);
        var y = V.MultiplyAdd(half, p, half - 0.5f);
        // Below 2⁻²⁵ the result is x, and halving a denormal would lose its last bit and the sign of zero.
        return V.Select(V.LessThan(V.Abs(x), V.Broadcast(2.98023224e-8f)), x, y + y);
    }

    /// <summary>1 / (1 + e⁻ˣ) within 2 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Sigmoid<V>(V x) where V : struct, ILanes<V>
    {
        // 2⁻³² in numerator and denominator keeps e¹⁰⁴ in range, so denormal results come out of one division.
        const float scale = 2.32830644e-10f;
        x = V.MaxNative(V.Broadcast(-104.5f), V.MinNative(V.Broadcast(30f), x));
        var biased = V.MultiplyAdd(x, V.Broadcast(-Log2E), V.Broadcast(Rounder + 127 - 32));
        var p = ReducedExpm1(-x, biased - (Rounder + 127 - 32));
        var s = V.ShiftLeftBits(biased, 23);
        return scale / (s + V.MultiplyAdd(s, p, V.Broadcast(scale)));
    }

    /// <summary>tanh x within 2 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Tanh<V>(V x) where V : struct, ILanes<V>
    {
        // With e = exp(2a) - 1: tanh a = e / (e + 2) = c - (c e + (2c - e)) / (e + 2) for every c. At c = min(a, 1) the fraction
        // is a small correction, so its errors hardly count: e / (e + 2) alone gave 2.25 ulp. Nor do those of one-step reduction,
        // since tanh flattens faster than n grows.
        var a = V.MinNative(V.Broadcast(10f), V.Abs(x));
        var biased = V.MultiplyAdd(a, V.Broadcast(2 * Log2E), V.Broadcast(Rounder + 127));
        var r = V.MultiplyAdd(biased - (Rounder + 127), V.Broadcast(-Ln2 / 2), a);
        var s = V.ShiftLeftBits(biased, 23);
        var e = V.MultiplyAdd(s, Expm1Polynomial(r, k: 2), s - 1);
        var c = V.MinNative(V.Broadcast(1f), a);
        return CopySign(c - V.MultiplyAdd(c, e, c + c - e) / (e + 2), x);
    }

    /// <summary>ln x within 1 ulp: −∞ at zero, NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Log<V>(V x) where V : struct, ILanes<V>
    {
        // x = 2ⁿ (1 + f) with 1 + f between √½ and √2.
        const int rootHalf = 0x3F3504F3, one = 0x3F800000;
        var denormal = V.LessThan(x, V.Broadcast(1.17549435e-38f));
        var bits = V.AddBits(V.Select(denormal, x * 8388608f, x), V.BroadcastBits(one - rootHalf));
        var n = V.ConvertBitsToFloat(V.ShiftRightBits(bits, 23)) - V.Select(denormal, V.Broadcast(150f), V.Broadcast(127f));
        var f = V.AddBits(bits & V.BroadcastBits(0x007FFFFF), V.BroadcastBits(rootHalf)) - 1;
        var y = LogOfReduced(f, n);
        // NaN and +∞ are their own logarithms.
        y = V.Select(V.LessThan(x, V.Broadcast(float.PositiveInfinity)), y, x);
        y = V.Select(V.LessThanOrEqual(x, V.Zero), V.Broadcast(float.NaN), y);
        return V.Select(V.EqualTo(x, V.Zero), V.Broadcast(float.NegativeInfinity), y);
    }

    /// <summary>ln(1 + x) for x between 0 and 1, within 1.5 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Log1pOfUnit<V>(V x) where V : struct, ILanes<V>
    {
        var high = V.GreaterThan(x, V.Broadcast(0.41421356f));
        var f = V.Select(high, (x - 1) * 0.5f, x);
        return LogOfReduced(f, V.Select(high, V.Broadcast(1f), V.Zero));
    }

    /// <summary>ln(1 + eˣ) within 2 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Softplus<V>(V x) where V : struct, ILanes<V> =>
        V.MaxNative(V.Zero, x) + Log1pOfUnit(Exp(-V.Abs(x)));

    /// <summary>From here on <see cref="NormalTail"/> is zero.</summary>
    internal const float NormalTailEnd = 13.25f;

    /// <summary>
    /// Φ(−|z|), the upper tail of the normal distribution, as e^(−z²/2) P(|z|) / Q(|z|); zero from |z| = 13.2, where it passes
    /// 2⁻¹³¹. Its relative error grows as that of the exponential of a rounded z²/2: (z² + 8) 2⁻²⁴ at most.
    /// </summary>
    /// <param name="z">Either sign.</param>
    /// <param name="exponential">e^(−z²/2), which the density needs too.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V NormalTail<V>(V z, out V exponential) where V : struct, ILanes<V>
    {
        z = V.MinNative(V.Broadcast(NormalTailEnd), V.Abs(z));
        var z2 = z * z;
        var p = V.MultiplyAdd(z, V.Broadcast(0.0214998368f), V.Broadcast(0.160035506f));
        p = V.MultiplyAdd(z2, p, V.MultiplyAdd(z, V.Broadcast(0.502962172f), V.Broadcast(0.729644656f)));
        var q = V.MultiplyAdd(z, V.Broadcast(0.400617719f), V.Broadcast(1.32211399f));
        q = V.MultiplyAdd(z2, V.Broadcast(0.0539078936f), q);
        q = V.MultiplyAdd(z2, q, V.MultiplyAdd(z, V.Broadcast(2.17026162f), V.Broadcast(1.45928943f)));
        exponential = ExpInRange(z2 * -0.5f);
        return exponential * p / q;
    }

    /// <summary>
    /// |magnitude| with the sign of <paramref name="sign"/>; <paramref name="magnitude"/> must not be negative.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V CopySign<V>(V magnitude, V sign) where V : struct, ILanes<V> => magnitude | (sign & V.Broadcast(-0f));

    // eˣ for x from -88, where 2ⁿ is all zero bits and so the result zero, to 88.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpInRange<V>(V x) where V : struct, ILanes<V>
    {
        var biased = V.MultiplyAdd(x, V.Broadcast(Log2E), V.Broadcast(Rounder + 127));
        var s = V.ShiftLeftBits(biased, 23);
        return V.MultiplyAdd(ReducedExpm1(x, biased - (Rounder + 127)), s, s);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ReducedExpm1<V>(V x, V n) where V : struct, ILanes<V> =>
        Expm1Polynomial(V.MultiplyAdd(n, V.Broadcast(-Ln2Low), V.MultiplyAdd(n, V.Broadcast(-Ln2High), x)));

    // e^(kr) - 1 for |kr| ≤ ln 2 / 2 and k of 1 or 2: minimax, 6e-9. In pairs of terms, as all polynomials here: so long a
    // formula is bound by how many waiting instructions the core can hold, and a shorter chain makes the loop faster.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Expm1Polynomial<V>(V r, float k = 1) where V : struct, ILanes<V>
    {
        var r2 = r * r;
        var low = V.MultiplyAdd(r, V.Broadcast(0.166665301f * k * k * k), V.Broadcast(0.5f * k * k));
        var high = V.MultiplyAdd(r, V.Broadcast(0.00836790074f * k * k * k * k * k), V.Broadcast(0.0416667499f * k * k * k * k));
        high = V.MultiplyAdd(r2, V.Broadcast(0.00139154715f * k * k * k * k * k * k), high);
        return V.MultiplyAdd(r2, V.MultiplyAdd(r2, high, low), k == 1 ? r : r + r);
    }

    // n ln 2 + ln(1 + f) for 1 + f between √½ and √2: f - f²/2 + f³ p(f), minimax, 6e-9.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogOfReduced<V>(V f, V n) where V : struct, ILanes<V>
    {
        var z = f * f;
        var p01 = V.MultiplyAdd(f, V.Broadcast(-0.250008225f), V.Broadcast(0.333333313f));
        var p23 = V.MultiplyAdd(f, V.Broadcast(-0.166232988f), V.Broadcast(0.200012341f));
        var p45 = V.MultiplyAdd(f, V.Broadcast(-0.131605819f), V.Broadcast(0.142015532f));
        var p67 = V.MultiplyAdd(f, V.Broadcast(-0.07635656f), V.Broadcast(0.127633274f));
        var p = V.MultiplyAdd(z * z, V.MultiplyAdd(z, p67, p45), V.MultiplyAdd(z, p23, p01));
        var low = V.MultiplyAdd(V.Broadcast(-0.5f), z, V.MultiplyAdd(n, V.Broadcast(Ln2Low), z * f * p));
        return V.MultiplyAdd(n, V.Broadcast(Ln2High), f + low);
    }
}
