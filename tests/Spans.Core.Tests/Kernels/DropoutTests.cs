using Spans.Kernels;
using Spans.Random;
using Spans.Testing;
using Spans.Threading;

namespace Spans.Core.Tests.Kernels;

[Trait("Category", "Numeric")]
public class DropoutTests
{
    private static readonly Rng s_noise = new(99, 3, 2);

    [Fact]
    public void Apply_AnyLengthAndFirstElement_FollowsTheElementsOfTheStream()
    {
        foreach (var first in new ulong[] { 0, 5, 64, 111 })
        {
            for (var length = 0; length <= 200; length++)
            {
                float[] x = Ramp(length), y = new float[length + 1];
                y[^1] = 42;
                Dropout.Apply(s_noise, first, x, y.AsSpan(0, length), 0.3f, 1.5f, Team.Single);
                for (var i = 0; i < length; i++)
                    Assert.Equal(s_noise.Uniform(first + (ulong)i) < 0.3f ? 0 : x[i] * 1.5f, y[i]);
                Assert.Equal(42, y[^1]);
            }
        }
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(7)]
    public void Apply_AnyTeam_GivesTheSameBits(int members)
    {
        float[] x = Ramp(500_001), alone = new float[x.Length], shared = new float[x.Length];
        Dropout.Apply(s_noise, 13, x, alone, 0.5f, 2, Team.Single);
        using var team = new Team(members);
        Dropout.Apply(s_noise, 13, x, shared, 0.5f, 2, team);
        Tolerance.CheckBits(alone, shared, "y");
    }

    [Fact]
    public void Apply_InPlaceOrInRows_GivesTheSameBits()
    {
        float[] x = Ramp(700), whole = new float[700];
        Dropout.Apply(s_noise, 0, x, whole, 0.4f, 1, Team.Single);
        for (var row = 0; row < 7; row++)
            Dropout.Apply(s_noise, (ulong)row * 100, x.AsSpan(row * 100, 100), x.AsSpan(row * 100, 100), 0.4f, 1, Team.Single);
        Tolerance.CheckBits(whole, x, "y");
    }

    [Theory, InlineData(0f), InlineData(0.1f), InlineData(0.5f), InlineData(0.9f), InlineData(1f)]
    public void Apply_ManyElements_DropsItsShare(float drop)
    {
        const int length = 1 << 16;
        var y = new float[length];
        Dropout.Apply(s_noise, 0, Enumerable.Repeat(1f, length).ToArray(), y, drop, 1, Team.Single);
        var deviation = Math.Sqrt(drop * (1 - drop) / length);
        Assert.InRange(y.Count(value => value == 0) / (double)length, drop - 5 * deviation, drop + 5 * deviation);
    }

    [Fact]
    public void Apply_NaN_StaysVisible()
    {
        var y = new float[100];
        Dropout.Apply(s_noise, 0, Enumerable.Repeat(float.NaN, 100).ToArray(), y, 0.5f, 2, Team.Single);
        Assert.All(y, value => Assert.Equal(float.NaN, value));
    }

    [Fact]
    public void Apply_BadArguments_ThrowBeforeWriting()
    {
        float[] x = new float[8], y = [1, 2, 3, 4, 5, 6, 7, 8];
        Assert.Throws<ArgumentException>(() => Dropout.Apply(s_noise, 0, x, y.AsSpan(1), 0.5f, 2, Team.Single));
        Assert.Throws<ArgumentException>(() => Dropout.Apply(s_noise, 0, y.AsSpan(0, 7), y.AsSpan(1), 0.5f, 2, Team.Single));
        Assert.Throws<ArgumentOutOfRangeException>(() => Dropout.Apply(s_noise, 0, x, y, -0.1f, 2, Team.Single));
        Assert.Throws<ArgumentOutOfRangeException>(() => Dropout.Apply(s_noise, 0, x, y, float.NaN, 2, Team.Single));
        Assert.Throws<ArgumentOutOfRangeException>(() => Dropout.Apply(s_noise, Rng.Elements, x, y, 0.5f, 2, Team.Single));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], y);
    }

    [Fact]
    public void Apply_Warm_AllocatesNothing()
    {
        float[] x = Ramp(200_000), y = new float[x.Length];
        using var team = new Team(2);
        Allocation.None(() => Dropout.Apply(s_noise, 0, x, y, 0.5f, 2, team));
    }

    private static float[] Ramp(int length) => [.. Enumerable.Range(1, length).Select(i => i * 0.5f)];
}
