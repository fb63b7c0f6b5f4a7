using Spans.Testing;

namespace Spans.Core.Tests.Testing;

public sealed class ToleranceTests
{
    [Fact]
    public void Loss_BoundIsAbsolutePlusRelative()
    {
        // 1e-6 + 1e-5 · 2 = 2.1e-5
        Assert.True(Tolerance.Loss.Allows(2, 2 + 2.09e-5));
        Assert.False(Tolerance.Loss.Allows(2, 2 + 2.11e-5));
    }

    [Fact]
    public void Dot_BoundIsEightRoundingsOfTheProducts()
    {
        // 8 · 2^-24 · 4 = 1.9073e-6
        Assert.True(Tolerance.Dot(4).Allows(0, 1.9e-6));
        Assert.False(Tolerance.Dot(4).Allows(0, 1.92e-6));
    }

    [Fact]
    public void UlpDistance_NeighbouringFloats_AreOneApart()
    {
        Assert.Equal(1, Tolerance.UlpDistance(3, MathF.BitIncrement(3)));
        Assert.Equal(1, Tolerance.UlpDistance(0, float.Epsilon));
        Assert.Equal(2.5, Tolerance.UlpDistance(5 * (double)float.Epsilon, 2.5 * float.Epsilon));
    }

    [Theory]
    [InlineData(double.NaN, 0)]
    [InlineData(0, double.NaN)]
    [InlineData(double.PositiveInfinity, double.MaxValue)]
    [InlineData(double.PositiveInfinity, double.NegativeInfinity)]
    [InlineData(1, 1.0000001)]
    public void Exact_AnythingElse_IsRefused(double expected, double actual) =>
        Assert.False(Tolerance.Exact.Allows(expected, actual));

    [Fact]
    public void Check_FirstBadElement_IsNamed()
    {
        var failure = Assert.Throws<Xunit.Sdk.FailException>(() => Tolerance.Norm.Check([1.0, 2.0, 3.0], [1f, 2.5f, 9f], "y"));
        Assert.Contains("y[1] is 2.5 but must be 2 within tolerance 'norm'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_DifferentLengths_Fails() =>
        Assert.Throws<Xunit.Sdk.FailException>(() => Tolerance.Norm.Check([1.0, 2.0], [1f], "y"));

    [Fact]
    public void CheckBits_SignOfZero_IsSeen() =>
        Assert.Throws<Xunit.Sdk.FailException>(() => Tolerance.CheckBits([0f], [-0f], "y"));
}
