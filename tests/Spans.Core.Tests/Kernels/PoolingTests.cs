using Spans.Kernels;
using Spans.Testing;
using Spans.Threading;

namespace Spans.Core.Tests.Kernels;

[Trait("Category", "Numeric")]
public sealed class PoolingTests
{
    private const int Batch = 2;

    /// <summary>The halving window at every width around a register, and windows, strides and paddings of every kind.</summary>
    public static TheoryData<PoolingShape> Shapes
    {
        get
        {
            var shapes = new TheoryData<PoolingShape>();
            for (var width = 2; width <= 71; width++) shapes.Add(Of(2, 2 + width % 5, width, 2, 2, 2, 2));
            shapes.Add(Of(3, 7, 8, 3, 3, 2, 2) with { PadY = 1, PadX = 1 });
            shapes.Add(Of(1, 9, 9, 3, 3, 1, 1) with { PadY = 1 });
            shapes.Add(Of(2, 5, 6, 5, 6, 1, 1));
            shapes.Add(Of(2, 5, 37, 5, 37, 1, 1));
            shapes.Add(Of(1, 6, 10, 2, 3, 3, 4) with { PadX = 1 });
            shapes.Add(Of(1, 4, 4, 1, 1, 2, 2));
            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Max_ForwardAndBackward_MatchTheDefinition(PoolingShape s)
    {
        // Few values, so that windows hold equal ones: the first gets the gradient.
        var x = Values(Batch * s.InputLength, 4);
        var dy = Values(Batch * s.OutputLength, 9);
        var (y, dx) = (new float[dy.Length], new float[x.Length]);
        Array.Fill(dx, float.NaN);
        MaxPooling.Forward(s, x, y, Batch, Team.Single);
        MaxPooling.Backward(s, x, y, dy, dx, Batch, Team.Single);
        var (ey, ex) = (new float[y.Length], new float[x.Length]);
        Walk(s, (output, window, _) =>
        {
            var best = window[0];
            foreach (var i in window) if (x[i] > x[best]) best = i;
            ey[output] = x[best];
            ex[best] += dy[output];
        });
        Assert.Equal(ey, y);
        Assert.Equal(ex, dx);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Average_ForwardAndBackward_MatchTheDefinition(PoolingShape s)
    {
        var x = Values(Batch * s.InputLength, 50);
        var dy = Values(Batch * s.OutputLength, 9);
        foreach (var countPadding in (bool[])[false, true])
        {
            var (y, dx) = (new float[dy.Length], new float[x.Length]);
            AveragePooling.Forward(s, countPadding, x, y, Batch, Team.Single);
            AveragePooling.Backward(s, countPadding, dy, dx, Batch, Team.Single);
            var (ey, ex) = (new double[y.Length], new double[x.Length]);
            Walk(s, (output, window, padded) =>
            {
                var count = countPadding ? padded : window.Count;
                foreach (var i in window)
                {
                    ey[output] += (double)x[i] / count;
                    ex[i] += (double)dy[output] / count;
                }
            });
            for (var i = 0; i < y.Length; i++) Assert.Equal(ey[i], y[i], 1e-5);
            for (var i = 0; i < dx.Length; i++) Assert.Equal(ex[i], dx[i], 1e-5);
        }
    }

    // One float sum after the other from 0 on, window by window; the one window over all there is adds up in lanes.
    [Theory]
    [MemberData(nameof(Shapes))]
    public void Average_OfAnyFloats_HasTheBitsOfSumsInOrder(PoolingShape s)
    {
        if (s.OutputHeight == 1 && s.OutputWidth == 1) return;
        var (x, dy) = (Awkward(Batch * s.InputLength), Awkward(Batch * s.OutputLength));
        foreach (var countPadding in (bool[])[false, true])
        {
            var (y, dx) = (new float[dy.Length], new float[x.Length]);
            Array.Fill(dx, float.NaN);
            AveragePooling.Forward(s, countPadding, x, y, Batch, Team.Single);
            AveragePooling.Backward(s, countPadding, dy, dx, Batch, Team.Single);
            var (ey, ex) = (new float[y.Length], new float[x.Length]);
            Walk(s, (output, window, padded) =>
            {
                var count = countPadding ? padded : window.Count;
                foreach (var i in window)
                {
                    ey[output] += x[i];
                    ex[i] += dy[output] / count;
                }
                ey[output] /= count;
            });
            Tolerance.CheckBits(ey, y, "y");
            Tolerance.CheckBits(ex, dx, "dx");
        }
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    public void N6_Max_NaN_IsNeverDropped(int window, int stride)
    {
        var s = Of(1, 6, 40, window, window, stride, stride);
        for (var at = 0; at < s.InputLength; at += 7)
        {
            var x = Values(s.InputLength, 4);
            x[at] = float.NaN;
            var y = new float[s.OutputLength];
            MaxPooling.Forward(s, x, y, 1, Team.Single);
            Walk(s, (output, seen, _) =>
            {
                if (output < y.Length) Assert.Equal(seen.Contains(at), float.IsNaN(y[output]));
            });
        }
    }

    [Fact]
    public void All_AnyTeam_SameBitsAndNoAllocation()
    {
        var s = Of(16, 32, 32, 2, 2, 2, 2);
        var x = Values(8 * s.InputLength, 1000);
        using var team = new Team(3);
        float[] One(Team t)
        {
            var (y, dx, mean) = (new float[8 * s.OutputLength], new float[x.Length], new float[8 * s.OutputLength]);
            var shares = new float[x.Length];
            MaxPooling.Forward(s, x, y, 8, t);
            MaxPooling.Backward(s, x, y, y, dx, 8, t);
            AveragePooling.Forward(s, true, x, mean, 8, t);
            AveragePooling.Backward(s, true, mean, shares, 8, t);
            Allocation.None(() =>
            {
                MaxPooling.Forward(s, x, y, 8, t);
                MaxPooling.Backward(s, x, y, mean, dx, 8, t);
                AveragePooling.Forward(s, true, x, mean, 8, t);
                AveragePooling.Backward(s, true, mean, shares, 8, t);
            });
            return [.. y, .. dx, .. mean, .. shares];
        }
        Assert.Equal(One(Team.Single), One(team));
    }

    [Fact]
    public void Forward_PaddingBeyondHalfTheWindow_IsRefused() =>
        Assert.Contains("PadX", Assert.Throws<ArgumentOutOfRangeException>(() =>
        MaxPooling.Forward(Of(1, 4, 4, 2, 2, 2, 2) with { PadX = 2 }, new float[16], new float[9], 1, Team.Single)).Message,
        StringComparison.Ordinal);

    private static void Walk(PoolingShape s, Action<int, List<int>, int> visit)
    {
        for (var plane = 0; plane < Batch * s.Channels; plane++)
            for (var oy = 0; oy < s.OutputHeight; oy++)
                for (var ox = 0; ox < s.OutputWidth; ox++)
                {
                    var seen = new List<int>();
                    for (var ky = 0; ky < s.WindowHeight; ky++)
                        for (var kx = 0; kx < s.WindowWidth; kx++)
                        {
                            var (y, x) = (oy * s.StrideY + ky - s.PadY, ox * s.StrideX + kx - s.PadX);
                            if (y >= 0 && y < s.Height && x >= 0 && x < s.Width) seen.Add((plane * s.Height + y) * s.Width + x);
                        }
                    visit((plane * s.OutputHeight + oy) * s.OutputWidth + ox, seen, s.WindowHeight * s.WindowWidth);
                }
    }

    private static PoolingShape Of(int channels, int height, int width, int windowY, int windowX, int strideY, int strideX) =>
        new()
        {
            Channels = channels, Height = height, Width = width, WindowHeight = windowY, WindowWidth = windowX, StrideY = strideY,
            StrideX = strideX,
        };

    // Numbers whose sums round, among them zeros below zero, infinities, the smallest and the largest there are, and NaN.
    private static float[] Awkward(int length)
    {
        float[] rare = [-0f, -0f, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, -3 * float.Epsilon,
            float.MaxValue, float.NaN];
        var random = new System.Random(length);
        var values = new float[length];
        // Runs of zeros below zero, so that whole windows hold nothing else.
        for (var i = 0; i < length; i++)
            values[i] = i / 7 % 3 == 0 ? -0f
                : random.Next(5) == 0 ? rare[random.Next(rare.Length)] : (float)(200 * random.NextDouble() - 100);
        return values;
    }

    private static float[] Values(int length, int kinds) =>
        Enumerable.Range(0, length).Select(i => (float)(i * 37 % 101 % kinds - kinds / 2)).ToArray();
}
