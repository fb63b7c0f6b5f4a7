using System.Runtime.Intrinsics.X86;
using Spans.Lanes;
using Spans.Testing;

namespace Spans.Core.Tests.Lanes;

[Trait("Category", "Numeric")]
public class LaneMathTests
{
    [Fact]
    public void N3_Exp_AllExponents_WithinTwoUlp() => WithinUlps(default(ExpFunction), 1.1);

    [Fact]
    public void ExpNonPositive_UpToMinus87_WithinTwoUlp() =>
        WithinUlps(default(ExpNonPositiveFunction), 1.1, x => x is <= 0 and > -87.3f);

    [Fact]
    public void ExpNonPositive_FarBelow_IsZero()
    {
        foreach (var x in new[] { -88f, -89f, -1000f, float.MinValue, float.NegativeInfinity })
            Assert.Equal(0, Evaluate<ExpNonPositiveFunction, VectorLanes>(default, x));
    }

    [Fact]
    public void Expm1_AllExponents_WithinTwoUlp() => WithinUlps(default(Expm1Function), 1.7);

    [Fact]
    public void N3_Log_AllExponents_WithinOneUlp() => WithinUlps(default(LogFunction), 1);

    [Fact]
    public void Log1p_Unit_WithinTwoUlp() => WithinUlps(default(Log1pFunction), 1.5, x => x is >= 0 and <= 1);

    [Fact]
    public void N3_Sigmoid_AllExponents_WithinTwoUlp() => WithinUlps(default(SigmoidFunction), 2);

    [Fact]
    public void N3_Tanh_AllExponents_WithinTwoUlp() => WithinUlps(default(TanhFunction), 2);

    [Fact]
    public void Softplus_AllExponents_WithinTwoUlp() => WithinUlps(default(SoftplusFunction), 2);

    [Fact]
    public void NormalTail_UpToTwo_WithinEightUlp() => WithinUlps(default(NormalTailFunction), 8, x => MathF.Abs(x) <= 2);

    [Fact]
    public void NormalTail_AllExponents_WithinItsStatedRelativeError()
    {
        foreach (var x in Samples())
        {
            var exact = default(NormalTailFunction).Exact(x);
            var allowed = (x * (double)x + 8) * Math.ScaleB(1, -24) * exact + 5e-40;
            var actual = Evaluate<NormalTailFunction, VectorLanes>(default, x);
            Assert.True(
                double.IsNaN(exact) ? float.IsNaN(actual) : exact == 0 ? actual == 0 : Math.Abs(actual - exact) <= allowed,
                $"NormalTail({x:R}) is {actual:R} but must be {exact:R}.");
        }
    }

    [Fact]
    public void N3_OddFunctions_MinusZero_KeepTheSign()
    {
        Assert.True(float.IsNegative(Evaluate<TanhFunction, VectorLanes>(default, -0f)));
        Assert.True(float.IsNegative(Evaluate<Expm1Function, VectorLanes>(default, -0f)));
    }

    [Fact]
    public void N3_Exp_AroundTheOverflowThreshold_OverflowsOnlyAbove()
    {
        Assert.True(float.IsFinite(Evaluate<ExpFunction, VectorLanes>(default, 88.72283f)));
        Assert.True(float.IsPositiveInfinity(Evaluate<ExpFunction, VectorLanes>(default, 88.72284f)));
    }

    private static void WithinUlps<F>(F function, double ulps, Func<float, bool>? domain = null) where F : struct, ILaneFunction
    {
        var samples = Array.FindAll(Samples(), x => domain is null || domain(x));
        WithinUlps<F, VectorLanes>(function, ulps, samples);
        if (Avx512F.IsSupported) WithinUlps<F, Lanes512>(function, ulps, samples);
    }

    private static unsafe void WithinUlps<F, V>(F function, double ulps, float[] samples)
        where F : struct, ILaneFunction where V : struct, ILanes<V>
    {
        var actual = new float[samples.Length];
        fixed (float* x = samples, y = actual)
        {
            var i = 0;
            for (; i + V.Count <= samples.Length; i += V.Count) function.Of(V.Load(x + i)).Store(y + i);
            function.Of(V.LoadPartial(x + i, samples.Length - i)).StorePartial(y + i, samples.Length - i);
        }
        for (var i = 0; i < samples.Length; i++)
        {
            var exact = function.Exact(samples[i]);
            // Where the exact result rounds to infinity, so must the actual one.
            if (float.IsInfinity((float)exact)) exact = (float)exact;
            Tolerance.Ulps(ulps).Check(exact, actual[i], $"{typeof(F).Name} of {samples[i]:R} on {typeof(V).Name}");
        }
    }

    private static unsafe float Evaluate<F, V>(F function, float x) where F : struct, ILaneFunction where V : struct, ILanes<V>
    {
        float y;
        function.Of(V.Broadcast(x)).StorePartial(&y, 1);
        return y;
    }

    // Every exponent and sign with its ends and some within; then densely where the functions turn.
    private static float[] Samples()
    {
        var samples = new List<float> { float.NaN };
        for (uint exponent = 0; exponent < 512; exponent++)
            foreach (var mantissa in (uint[])[0, 1, 2, 3, 0x12345, 0x2AAAAA, 0x3504F3, 0x3504F4, 0x400000, 0x5FFFFF, 0x7FFFFE,
                0x7FFFFF])
                if (exponent % 256 != 255 || mantissa == 0)
                    samples.Add(BitConverter.UInt32BitsToSingle(exponent << 23 | mantissa));
        for (uint bits = 0x38800000; bits < 0x43400000; bits += 9_973)
        {
            samples.Add(BitConverter.UInt32BitsToSingle(bits));
            samples.Add(BitConverter.UInt32BitsToSingle(bits | 0x80000000));
        }
        return [.. samples];
    }
}
