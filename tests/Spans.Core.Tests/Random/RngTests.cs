using Spans.Random;

namespace Spans.Core.Tests.Random;

[Trait("Category", "Numeric")]
public class RngTests
{
    // Random123's kat_vectors, philox4x32 10: counter, key, words.
    public static TheoryData<uint[], ulong, uint[]> KnownAnswers => new()
    {
        { [0, 0, 0, 0], 0, [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
        { [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], 0xffffffff_ffffffff,
            [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd] },
        { [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], 0x299f31d0_a4093822,
            [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1] },
    };

    [Theory, MemberData(nameof(KnownAnswers))]
    public void Bits_PublishedCounters_GivePublishedWords(uint[] counter, ulong key, uint[] words)
    {
        var rng = new Rng(key, counter[2] | (ulong)counter[3] << 32, counter[1]);
        // Block b holds elements 64 (b / 16) + b mod 16 + 16 w.
        var first = counter[0] / 16 * 64UL + counter[0] % 16;
        Span<uint> lanes = new uint[64];
        RngFill.Bits(rng, counter[0] / 16 * 64UL, lanes);
        for (var w = 0; w < 4; w++)
        {
            Assert.Equal(words[w], rng.Bits(first + 16 * (ulong)w));
            Assert.Equal(words[w], lanes[(int)(counter[0] % 16) + 16 * w]);
        }
    }

    [Fact]
    public void Bits_PastTheEnd_Throws()
    {
        var rng = new Rng(1, 2, 3);
        _ = rng.Bits(Rng.Elements - 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => rng.Bits(Rng.Elements));
        Assert.Throws<ArgumentOutOfRangeException>(() => rng.Bits64(Rng.Elements / 2));
    }

    [Fact]
    public void Bits64_AnyIndex_JoinsTwoElements()
    {
        var rng = new Rng(1, 2, 3);
        for (var i = 0UL; i < 100; i++)
            Assert.Equal(rng.Bits(2 * i) + rng.Bits(2 * i + 1) * 0x1_0000_0000UL, rng.Bits64(i));
    }

    [Fact]
    public void Uniform_AnyIndex_IsTheUpper24BitsAsAFraction()
    {
        var rng = new Rng(1, 2, 3);
        for (var i = 0UL; i < 1000; i++)
        {
            Assert.Equal((rng.Bits(i) >> 8) / 16777216.0, rng.Uniform(i));
            Assert.InRange(rng.Uniform(i), 0, 1 - 1f / 16777216);
        }
    }

    // 1.61e9 goes 2.67 times into 2^32, so without rejection v mod 3 would be 2 : 3 : 3.
    [Theory, InlineData(1), InlineData(7), InlineData(10), InlineData(3 << 29)]
    public void Below_AnyBound_IsEven(int bound)
    {
        const int draws = 30_000;
        var rng = new Rng(5, 0, 1);
        var bins = new double[Math.Min(bound, bound > 10 ? 3 : bound)];
        for (var i = 0UL; i < draws; i++)
        {
            var value = rng.Below(i, bound);
            Assert.InRange(value, 0, bound - 1);
            bins[value % bins.Length]++;
        }
        // Chi-square of at most 9 degrees of freedom passes 33.7 once in 10,000.
        Assert.InRange(ChiSquare(bins, draws), 0, 33.7);
    }

    [Fact]
    public void Below_NoBound_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new Rng(1, 2, 3).Below(0, 0));

    [Fact]
    public void Bits_ManyElements_AreUniform()
    {
        var words = new uint[1 << 16];
        RngFill.Bits(new Rng(11, 12, 13), 5, words);
        var bytes = new double[256];
        var ones = 0L;
        foreach (var word in words)
        {
            bytes[word >> 24]++;
            ones += System.Numerics.BitOperations.PopCount(word);
        }
        // 255 degrees of freedom: mean 255, deviation √510 = 22.6; five of them.
        Assert.InRange(ChiSquare(bytes, words.Length), 255 - 113, 255 + 113);
        // 2^21 bits: deviation ½ √2^21 = 724.
        Assert.InRange(ones, (1 << 20) - 5 * 724, (1 << 20) + 5 * 724);
    }

    [Theory, InlineData("seed"), InlineData("step"), InlineData("stream"), InlineData("child"), InlineData("next element")]
    public void Uniform_NeighbouringStreams_AreNotCorrelated(string change)
    {
        const int length = 1 << 14;
        var rng = new Rng(100, 200, 300);
        var other = change switch
        {
            "seed" => rng with { Seed = 101 },
            "step" => rng with { Step = 201 },
            "stream" => rng with { Stream = 301 },
            "child" => rng.Child(0),
            _ => rng,
        };
        float[] a = new float[length], b = new float[length];
        RngFill.Uniform(rng, 0, a, -1, 1);
        RngFill.Uniform(other, change == "next element" ? 1UL : 0, b, -1, 1);
        var product = 0.0;
        for (var i = 0; i < length; i++) product += 3 * a[i] * b[i];
        // Variance of each 3ab is 1, so the mean's deviation is 1/128; five of them.
        Assert.InRange(product / length, -5.0 / 128, 5.0 / 128);
    }

    [Fact]
    public void Child_EachId_IsAnotherStream()
    {
        var rng = new Rng(1, 2, 3);
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(id => rng.Child((uint)id)).Distinct().Count());
        Assert.Equal(rng.Child(7), rng.Child(7));
        Assert.NotEqual(rng.Child(7), (rng with { Step = 3 }).Child(7));
    }

    internal static double ChiSquare(double[] bins, double draws)
    {
        var expected = draws / bins.Length;
        return bins.Sum(bin => (bin - expected) * (bin - expected) / expected);
    }
}
