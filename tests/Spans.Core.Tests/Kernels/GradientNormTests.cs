using Spans.Kernels;
using Spans.Testing;
using Spans.Threading;

namespace Spans.Core.Tests.Kernels;

[Trait("Category", "Numeric")]
public class GradientNormTests
{
    [Fact]
    public void Of_AnyLengthOfIntegers_IsTheRootOfTheExactSum()
    {
        for (var n = 0; n <= 130; n++)
        {
            float[] g = [.. Enumerable.Range(0, n).Select(i => (float)(i % 11 - 5))];
            Assert.Equal(Math.Sqrt(g.Sum(x => (double)x * x)), GradientNorm.Of(g, Team.Single));
        }
    }

    [Theory, InlineData(1000), InlineData(16_385), InlineData(300_001)]
    public void Of_LongGradients_AgreesWithDoubles(int n)
    {
        float[] g = [.. Enumerable.Range(0, n).Select(i => MathF.Sin(i) * 1e-3f)];
        Tolerance.Relative(1e-6).Check(Math.Sqrt(g.Sum(x => (double)x * x)), GradientNorm.Of(g, Team.Single), "norm");
    }

    [Theory]
    [InlineData(3e20f, 4e20f, 5e20)]
    [InlineData(3e38f, 3e38f, 4.242640687119285e38)]
    [InlineData(3e-20f, 4e-20f, 5e-20)]
    [InlineData(3e-40f, 4e-40f, 5e-40)]
    [InlineData(0f, 0f, 0.0)]
    public void N5_Of_AnyScale_NeitherOverflowsNorVanishes(float a, float b, double expected) =>
        Tolerance.Relative(1e-5).Check(expected, GradientNorm.Of([a, 0, b, 0], Team.Single), "norm");

    [Theory, InlineData(float.NaN), InlineData(float.PositiveInfinity), InlineData(float.NegativeInfinity)]
    public void N6_Of_NonFinite_ComesThrough(float value) =>
        Assert.Equal(Math.Abs(value), GradientNorm.Of([1, value, 2], Team.Single));

    [Theory, InlineData(2), InlineData(3), InlineData(4), InlineData(7)]
    public void N7_Of_AnyTeam_GivesTheSameBits(int members)
    {
        float[] g = [.. Enumerable.Range(0, 700_001).Select(i => MathF.Sin(i))];
        using var team = new Team(members);
        Assert.Equal(GradientNorm.Of(g, Team.Single), GradientNorm.Of(g, team));
    }

    [Fact]
    public void Of_Warm_AllocatesNothing()
    {
        float[] g = [.. Enumerable.Repeat(1f, 600_000)];
        using var team = new Team(2);
        Allocation.None(() => GradientNorm.Of(g, team));
    }
}
