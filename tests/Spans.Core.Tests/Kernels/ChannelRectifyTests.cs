using Spans.Kernels;
using Spans.Testing;
using Spans.Threading;

namespace Spans.Core.Tests.Kernels;

[Trait("Category", "Numeric")]
public class ChannelRectifyTests
{
    public static TheoryData<int, int, int> Shapes => new()
    {
        { 1, 1, 1 }, { 3, 15, 1 }, { 65, 33, 1 }, { 130, 3, 1 }, { 4, 3, 5 }, { 5, 3, 17 }, { 2, 1, 2000 }, { 1, 4, 9 },
            { 1, 20, 1 },
    };

    [Theory, MemberData(nameof(Shapes))]
    public void ForwardAndBackward_OfIntegers_AreExact(int batch, int channels, int inner)
    {
        foreach (var slopes in new[] { 1, channels })
        {
            int n = batch * channels * inner;
            float[] x = Integers(1, n), dy = Integers(2, n), y = new float[n], dx = new float[n];
            float[] slope = Integers(3, slopes), slopeGradient = new float[slopes], expected = new float[slopes];
            var scratch = Scratch(batch, channels);
            ChannelRectify.Forward(x, slope, y, scratch, batch, channels, inner, Team.Single);
            ChannelRectify.Backward(
                x, dy, dx, slope, slopeGradient, accumulate: false, scratch, batch, channels, inner, Team.Single);
            for (var i = 0; i < n; i++)
            {
                var c = slopes == 1 ? 0 : i / inner % channels;
                Assert.Equal(x[i] > 0 ? x[i] : slope[c] * x[i], y[i]);
                Assert.Equal(x[i] > 0 ? dy[i] : slope[c] * dy[i], dx[i]);
                if (x[i] <= 0) expected[c] += x[i] * dy[i];
            }
            Assert.Equal(expected, slopeGradient);
            ChannelRectify.Backward(
                x, dy, [], slope, slopeGradient, accumulate: true, scratch, batch, channels, inner, Team.Single);
            for (var c = 0; c < slopes; c++) Assert.Equal(2 * expected[c], slopeGradient[c]);
        }
    }

    [Theory]
    [InlineData(600, 700, 1)]
    [InlineData(64, 6, 700)]
    public void ForwardAndBackward_AnyTeam_GiveTheSameBits(int batch, int channels, int inner)
    {
        foreach (var slopes in new[] { 1, channels })
        {
            int n = batch * channels * inner;
            float[] x = BatchNormReference.Numbers(4, n), dy = BatchNormReference.Numbers(5, n),
                slope = BatchNormReference.Numbers(6, slopes);
            float[] y = new float[n], dx = new float[n], gradient = new float[slopes];
            var scratch = Scratch(batch, channels);
            ChannelRectify.Forward(x, slope, y, scratch, batch, channels, inner, Team.Single);
            ChannelRectify.Backward(x, dy, dx, slope, gradient, accumulate: false, scratch, batch, channels, inner, Team.Single);
            foreach (var members in new[] { 2, 3, 4, 7 })
            {
                using var team = new Team(members);
                float[] sharedY = new float[n], sharedDx = new float[n], sharedGradient = new float[slopes];
                ChannelRectify.Forward(x, slope, sharedY, scratch, batch, channels, inner, team);
                ChannelRectify.Backward(
                    x, dy, sharedDx, slope, sharedGradient, accumulate: false, scratch, batch, channels, inner, team);
                Tolerance.CheckBits(y, sharedY, "y");
                Tolerance.CheckBits(dx, sharedDx, "dx");
                Tolerance.CheckBits(gradient, sharedGradient, "slope gradient");
            }
        }
    }

    [Fact]
    public void N6_Forward_OfNaN_GivesNaN()
    {
        float[] x = [float.NaN, 1, float.NegativeInfinity, float.PositiveInfinity], y = new float[4];
        ChannelRectify.Forward(x, [0.5f], y, Scratch(4, 1), 4, 1, 1, Team.Single);
        Assert.Equal([float.NaN, 1, float.NegativeInfinity, float.PositiveInfinity], y);
    }

    [Fact]
    public void Forward_OfWrongLengths_NamesTheArgument()
    {
        Assert.Equal("slope", Assert.ThrowsAny<ArgumentException>(
            () => ChannelRectify.Forward(
                new float[6], new float[2], new float[6], Scratch(2, 3), 2, 3, 1, Team.Single)).ParamName);
        Assert.Equal("y", Assert.ThrowsAny<ArgumentException>(
            () => ChannelRectify.Forward(
                new float[6], new float[3], new float[5], Scratch(2, 3), 2, 3, 1, Team.Single)).ParamName);
        Assert.Equal("scratch", Assert.ThrowsAny<ArgumentException>(
            () => ChannelRectify.Forward(new float[6], new float[3], new float[6], [], 2, 3, 1, Team.Single)).ParamName);
    }

    private static float[] Scratch(int batch, int channels)
    {
        var (perRow, flat) = ChannelRectify.ScratchLength(channels);
        var scratch = new float[perRow * batch + flat];
        scratch.AsSpan().Fill(float.NaN);
        return scratch;
    }

    private static float[] Integers(int seed, int count)
    {
        var random = new System.Random(seed);
        var numbers = new float[count];
        for (var i = 0; i < count; i++) numbers[i] = random.Next(-4, 5);
        return numbers;
    }
}
