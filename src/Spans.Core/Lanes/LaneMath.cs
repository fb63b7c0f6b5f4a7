using System.Runtime.CompilerServices;

namespace Spans.Lanes;

/// <summary>
/// The transcendental functions of a register. NaN comes through, the sign of zero is kept, a result overflows only where the
/// rounded exact one does, and denormal results are right unless a remark says otherwise.
/// </summary>
/// <remarks>
/// exp: x = n ln 2 + r with |r| ≤ ln 2 / 2, then 2ⁿ (1 + r + r² q(r)). Adding 1.5·2²³ rounds to the integer n and leaves n, plus
/// any bias folded into the constant, in the low bits, so that one shift makes the float 2ⁿ. ln 2 is split into a part of nine bits,
/// whose products with n are exact, and a rest: the bounds hold with and without fused multiply-add.
/// Bounds are over all floats, in units of the last place of the exact result; tests hold them.
/// </remarks>
internal static class LaneMath
{
    private const float Rounder = 12582912f;
    private const float Log2E = 1.44269504f;
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>eˣ within 1.1 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Exp<V>(V x) where V : struct, ILanes<V>
    {
        x = V.MaxNative(V.Broadcast(-104.5f), V.MinNative(V.Broadcast(88.8f), x));
        var biased = V.MultiplyAdd(x, V.Broadcast(Log2E), V.Broadcast(Rounder + 254));
        var p = ReducedExpm1(x, biased - (Rounder + 254)) + 1;
        // 2ⁿ as two factors, of n / 2 rounded down and up: n runs from -151 to 128, past either end of the exponents.
        var low = V.ShiftLeftBits(V.ShiftRightBits(biased, 1), 23);
        var high = V.ShiftLeftBits(V.ShiftRightBits(V.AddBits(biased, V.BroadcastBits(1)), 1), 23);
        return p * low * high;
    }

    /// <summary>eˣ for x ≤ 0 within 1.1 ulp; results under 2⁻¹²⁶ may be zero. For sums of exponentials, in half the steps of scaling.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V ExpNonPositive<V>(V x) where V : struct, ILanes<V>
    {
        x = V.MaxNative(V.Broadcast(-88f), x);
        var biased = V.MultiplyAdd(x, V.Broadcast(Log2E), V.Broadcast(Rounder + 127));
        var p = ReducedExpm1(x, biased - (Rounder + 127)) + 1;
        return p * V.ShiftLeftBits(biased, 23);
    }

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
        // e = exp(2a) - 1 and d = e + 2, each rounded once. Then tanh a = e / d = a + (e - a d) / d = 1 - 2 / d: the second form for
        // small a, the third for large, so that the division's error is that of a small correction. e / d alone gave 2.25 ulp.
        var a = V.MinNative(V.Broadcast(10f), V.Abs(x));
        var biased = V.MultiplyAdd(a, V.Broadcast(2 * Log2E), V.Broadcast(Rounder + 127));
        var n = biased - (Rounder + 127);
        var r = V.MultiplyAdd(n, V.Broadcast(-Ln2Low / 2), V.MultiplyAdd(n, V.Broadcast(-Ln2High / 2), a));
        r += r;
        var p = Expm1Polynomial(r);
        var s = V.ShiftLeftBits(biased, 23);
        var e = V.MultiplyAdd(s, p, s - 1);
        var d = V.MultiplyAdd(s, p, s + 1);
        var small = V.LessThan(a, V.Broadcast(0.52f));
        var correction = V.Select(small, V.MultiplyAdd(-a, e, e - (a + a)), V.Broadcast(-2f));
        return CopySign(V.Select(small, a, V.Broadcast(1f)) + correction / d, x);
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

    /// <summary>
    /// Φ(−|z|), the upper tail of the normal distribution: e^(−z²/2) P(|z|) / Q(|z|). Its relative error is that of rounding z²/2,
    /// 2⁻²⁴ z² at most, and a few ulp.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V NormalTail<V>(V z) where V : struct, ILanes<V>
    {
        z = V.MinNative(V.Broadcast(14.5f), V.Abs(z));
        var p = V.MultiplyAdd(z, V.Broadcast(0.00798701402f), V.Broadcast(0.0787962675f));
        p = V.MultiplyAdd(z, p, V.Broadcast(0.355179876f));
        p = V.MultiplyAdd(z, p, V.Broadcast(0.849281192f));
        p = V.MultiplyAdd(z, p, V.Broadcast(0.968401253f));
        var q = V.MultiplyAdd(z, V.Broadcast(0.0200202465f), V.Broadcast(0.197525308f));
        q = V.MultiplyAdd(z, q, V.Broadcast(0.910036504f));
        q = V.MultiplyAdd(z, q, V.Broadcast(2.33021331f));
        q = V.MultiplyAdd(z, q, V.Broadcast(3.24390793f));
        q = V.MultiplyAdd(z, q, V.Broadcast(1.93680251f));
        return Exp(z * z * -0.5f) * p / q;
    }

    /// <summary>|magnitude| with the sign of <paramref name="sign"/>; <paramref name="magnitude"/> must not be negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V CopySign<V>(V magnitude, V sign) where V : struct, ILanes<V> => magnitude | (sign & V.Broadcast(-0f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ReducedExpm1<V>(V x, V n) where V : struct, ILanes<V> =>
        Expm1Polynomial(V.MultiplyAdd(n, V.Broadcast(-Ln2Low), V.MultiplyAdd(n, V.Broadcast(-Ln2High), x)));

    // e^r - 1 for |r| ≤ ln 2 / 2: minimax, 6e-9.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Expm1Polynomial<V>(V r) where V : struct, ILanes<V>
    {
        var q = V.MultiplyAdd(r, V.Broadcast(0.00139154715f), V.Broadcast(0.00836790074f));
        q = V.MultiplyAdd(r, q, V.Broadcast(0.0416667499f));
        q = V.MultiplyAdd(r, q, V.Broadcast(0.166665301f));
        q = V.MultiplyAdd(r, q, V.Broadcast(0.5f));
        return V.MultiplyAdd(r * r, q, r);
    }

    // n ln 2 + ln(1 + f) for 1 + f between √½ and √2: f - f²/2 + f³ p(f), minimax, 6e-9.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogOfReduced<V>(V f, V n) where V : struct, ILanes<V>
    {
        var p = V.MultiplyAdd(f, V.Broadcast(-0.07635656f), V.Broadcast(0.127633274f));
        p = V.MultiplyAdd(f, p, V.Broadcast(-0.131605819f));
        p = V.MultiplyAdd(f, p, V.Broadcast(0.142015532f));
        p = V.MultiplyAdd(f, p, V.Broadcast(-0.166232988f));
        p = V.MultiplyAdd(f, p, V.Broadcast(0.200012341f));
        p = V.MultiplyAdd(f, p, V.Broadcast(-0.250008225f));
        p = V.MultiplyAdd(f, p, V.Broadcast(0.333333313f));
        var z = f * f;
        var low = V.MultiplyAdd(V.Broadcast(-0.5f), z, V.MultiplyAdd(n, V.Broadcast(Ln2Low), z * f * p));
        return V.MultiplyAdd(n, V.Broadcast(Ln2High), f + low);
    }
}
