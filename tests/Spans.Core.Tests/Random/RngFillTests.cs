using Spans.Random;
using Spans.Testing;

namespace Spans.Core.Tests.Random;

[Trait("Category", "Numeric")]
public class RngFillTests
{
    private static readonly Rng s_rng = new(0xFEDC_BA98_7654_3210, 77, 5);

    [Fact]
    public void Bits_AnyRange_EqualsElementByElement()
    {
        foreach (var first in new ulong[] { 0, 1, 15, 16, 17, 63, 64, 100, 1 << 20, Rng.Elements - 200 })
        {
            for (var length = 0; length <= 200; length++)
            {
                var words = new uint[length + 2];
                words[0] = words[^1] = 42;
                RngFill.Bits(s_rng, first, words.AsSpan(1, length));
                Assert.Equal(42u, words[0]);
                Assert.Equal(42u, words[^1]);
                for (var i = 0; i < length; i++) Assert.Equal(s_rng.Bits(first + (ulong)i), words[i + 1]);
            }
        }
    }

    [Theory, InlineData(0f, 1f), InlineData(-0.25f, 0.5f), InlineData(1f, 2f), InlineData(3f, 3f)]
    public void Uniform_AnyLength_IsTheScaledElement(float low, float high)
    {
        for (var length = 0; length <= 130; length++)
        {
            var values = new float[length];
            RngFill.Uniform(s_rng, 9, values, low, high);
            for (var i = 0; i < length; i++)
            {
                var expected = s_rng.Uniform(9 + (ulong)i) * (high - low) + low;
                Assert.Equal(expected >= high && high > low ? MathF.BitDecrement(high) : expected, values[i]);
            }
        }
    }

    [Fact]
    public void Uniform_BadBounds_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RngFill.Uniform(s_rng, 0, new float[3], 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => RngFill.Uniform(s_rng, 0, new float[3], float.NaN, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => RngFill.Uniform(s_rng, 0, new float[3], float.MinValue, float.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => RngFill.Uniform(s_rng, Rng.Elements - 2, new float[3], 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RngFill.Normal(s_rng, 0, new float[3], 0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RngFill.Normal(s_rng, 0, new float[3], float.NaN, 1));
    }

    // scipy.stats.norm.ppf((bits + 0.5) / 2**32), scipy 1.10.1.
    [Theory]
    [InlineData(0u, -6.3379577545537895)]
    [InlineData(1u, -6.166429517819751)]
    [InlineData(12345u, -4.535422762090429)]
    [InlineData(0x10000000u, -1.5341205434059566)]
    [InlineData(0x40000000u, -0.6744897498297384)]
    [InlineData(0x80000000u, 2.918099372916623e-10)]
    [InlineData(0x9999999au, 0.2533471036781879)]
    [InlineData(0xf0000000u, 1.534120545299136)]
    [InlineData(0xfffffffeu, 6.166429517819751)]
    [InlineData(0xffffffffu, 6.3379577545537895)]
    public void NormalQuantile_KnownBits_AgreesWithScipy(uint bits, double expected) =>
        Tolerance.Relative(1e-13).Check(expected, NormalQuantile.OfBits(bits), "quantile");

    [Fact]
    public void Normal_AnyLength_IsTheScaledElement()
    {
        for (var length = 0; length <= 130; length++)
        {
            var values = new float[length];
            RngFill.Normal(s_rng, 3, values, 2, 0.5f);
            for (var i = 0; i < length; i++) Assert.Equal((float)(2 + 0.5 * s_rng.Normal(3 + (ulong)i)), values[i]);
        }
    }

    [Fact]
    public void Normal_ManyElements_HasTheMomentsOfANormal()
    {
        const int length = 1 << 16;
        var values = new float[length];
        RngFill.Normal(s_rng, 0, values, 0, 1);
        double mean = 0, variance = 0, skew = 0, kurtosis = 0, beyondTwo = 0;
        foreach (var x in values)
        {
            mean += x;
            variance += (double)x * x;
            skew += Math.Pow(x, 3);
            kurtosis += Math.Pow(x, 4);
            if (Math.Abs(x) > 2) beyondTwo++;
        }
        // Deviations of the sample moments of n normals: 1, √2, √15, √96 over √n; 4.550 % lie beyond 2. Five deviations each.
        var root = Math.Sqrt(length);
        Assert.InRange(mean / length, -5 / root, 5 / root);
        Assert.InRange(variance / length, 1 - 5 * Math.Sqrt(2) / root, 1 + 5 * Math.Sqrt(2) / root);
        Assert.InRange(skew / length, -5 * Math.Sqrt(15) / root, 5 * Math.Sqrt(15) / root);
        Assert.InRange(kurtosis / length, 3 - 5 * Math.Sqrt(96) / root, 3 + 5 * Math.Sqrt(96) / root);
        Assert.InRange(beyondTwo / length, 0.0455 - 5 * 0.2084 / root, 0.0455 + 5 * 0.2084 / root);
    }

    [Fact]
    public void Permutation_AnyLength_HoldsEveryNumberOnce()
    {
        foreach (var length in new[] { 0, 1, 2, 5, 511, 512, 513, 2000 })
        {
            var order = new int[length];
            RngFill.Permutation(s_rng, order);
            Assert.Equal(Enumerable.Range(0, length), order.Order());
            var again = new int[length];
            RngFill.Permutation(s_rng, again);
            Assert.Equal(order, again);
        }
    }

    [Fact]
    public void Permutation_ManySeeds_GivesEveryOrderEquallyOften()
    {
        const int draws = 12_000;
        var counts = new Dictionary<int, double>();
        Span<int> order = stackalloc int[5];
        for (var seed = 0UL; seed < draws; seed++)
        {
            RngFill.Permutation(new Rng(seed, 0, 0), order);
            var key = (((order[0] * 5 + order[1]) * 5 + order[2]) * 5 + order[3]) * 5 + order[4];
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }
        Assert.Equal(120, counts.Count);
        // 119 degrees of freedom: mean 119, deviation √238 = 15.4; five of them.
        Assert.InRange(RngTests.ChiSquare([.. counts.Values], draws), 119 - 77, 119 + 77);
    }

    [Fact]
    public void Fills_Warm_AllocateNothing()
    {
        float[] values = new float[1000];
        int[] order = new int[1000];
        Allocation.None(() =>
        {
            RngFill.Uniform(s_rng, 1, values, 0, 1);
            RngFill.Normal(s_rng, 1, values);
            RngFill.Permutation(s_rng, order);
        });
    }
}
