using Spans.Activations;
using Spans.Kernels;
using Spans.Testing;
using Spans.Threading;
using static Spans.Core.Tests.Kernels.ConvolutionExamples;

namespace Spans.Core.Tests.Kernels;

[Trait("Category", "Numeric")]
public sealed class ConvolutionTests
{
    // Sixteen samples and two more where lanes may be on samples; many channels take long to check.
    private static int BatchOf(in ConvolutionShape shape) => shape.Channels >= 16 ? 2 : 18;

    /// <summary>Geometries: every option alone and together, odd sizes, every count of pixels around a register.</summary>
    public static TheoryData<ConvolutionShape> Shapes
    {
        get
        {
            var shapes = new TheoryData<ConvolutionShape>
            {
                Square(1, 28, 6, 5) with { PadTop = 2, PadBottom = 2, PadLeft = 2, PadRight = 2 },
                Square(6, 14, 16, 5),
                Square(3, 16, 13, 3) with { PadTop = 1, PadBottom = 1, PadLeft = 1, PadRight = 1 },
                Square(2, 9, 3, 3) with { StrideY = 2, StrideX = 2, PadTop = 1, PadLeft = 1 },
                Square(2, 11, 3, 3) with { StrideY = 3, StrideX = 2 },
                Square(2, 11, 3, 3) with { StrideY = 1, StrideX = 3, PadRight = 2, DilationX = 2 },
                Square(2, 11, 3, 3) with { DilationY = 2, DilationX = 3 },
                Square(4, 7, 6, 3) with { Groups = 2, PadTop = 1, PadBottom = 1, PadLeft = 1, PadRight = 1 },
                Square(5, 7, 5, 3) with { Groups = 5, StrideX = 2, StrideY = 2, PadTop = 1, PadBottom = 1, PadLeft = 1,
                    PadRight = 1 },
                Square(4, 7, 8, 3) with { Groups = 4, DilationX = 2, DilationY = 2 },
                Square(7, 6, 14, 1),
                Square(3, 5, 2, 5) with { PadTop = 4, PadBottom = 4, PadLeft = 4, PadRight = 4 },
                Square(3, 5, 2, 1) with { PadTop = 2, PadBottom = 1, PadLeft = 3, PadRight = 0 },
                new ConvolutionShape { Channels = 2, Height = 1, Width = 19, Filters = 3, KernelHeight = 1, KernelWidth = 4 },
                new ConvolutionShape { Channels = 2, Height = 19, Width = 1, Filters = 3, KernelHeight = 4, KernelWidth = 1 },
                new ConvolutionShape { Channels = 1, Height = 3, Width = 4, Filters = 1, KernelHeight = 3, KernelWidth = 4 },
                new ConvolutionShape { Channels = 3, Height = 8, Width = 5, Filters = 25, KernelHeight = 2, KernelWidth = 3,
                    StrideY = 4, StrideX = 4, PadLeft = 1 },
            };
            // Tiles of 2x2 outputs: whole and cut ones, channels that fill registers and do not, every padding.
            foreach (var (channels, size, filters, pad) in ((int, int, int, int)[])[
                (16, 6, 16, 0), (17, 7, 35, 1), (32, 12, 32, 1), (35, 9, 20, 2), (64, 8, 64, 1), (16, 33, 48, 1), (40, 5, 24, 2)])
                shapes.Add(
                    Square(channels, size, filters, 3) with { PadTop = pad, PadBottom = pad, PadLeft = pad, PadRight = pad });
            shapes.Add(Square(18, 8, 19, 3) with { PadTop = 2, PadLeft = 1, Width = 21 });
            shapes.Add(Square(18, 9, 19, 3) with { PadBottom = 2, PadRight = 1, Width = 6 });
            for (var width = 1; width <= 40; width++)
                shapes.Add(new ConvolutionShape
                {
                    Channels = 2, Height = 3, Width = width, Filters = 1 + width % 14,
                    KernelHeight = 3, KernelWidth = Math.Min(3, width), PadTop = 1
                });
            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void N4_Forward_Integers_AreExact(ConvolutionShape shape)
    {
        var batch = BatchOf(shape);
        var (x, w, bias) = (Integers(batch * shape.InputLength, 1), Integers(shape.WeightLength, 2), Integers(shape.Filters, 3));
        var y = new float[batch * shape.OutputLength];
        var z = new float[y.Length];
        Convolution.Forward(shape, x, w, bias, z, y, batch, new Relu(), ForwardScratch(shape, 1), Team.Single);
        var expected = new double[y.Length];
        Walk(shape, (iy, iw, ix) => expected[iy] += (double)w[iw] * x[ix]);
        for (var i = 0; i < y.Length; i++)
        {
            var sum = expected[i] + bias[i / (shape.OutputHeight * shape.OutputWidth) % shape.Filters];
            Assert.Equal((float)sum, z[i]);
            Assert.Equal((float)Math.Max(0, sum), y[i]);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void N4_Gradients_Integers_AreExact(ConvolutionShape shape)
    {
        var batch = BatchOf(shape);
        var (x, w, dy) =
            (Integers(batch * shape.InputLength, 1), Integers(shape.WeightLength, 2), Integers(batch * shape.OutputLength, 4));
        var (dx, dw, db) = (new float[x.Length], new float[w.Length], new float[shape.Filters]);
        Convolution.InputGradient(shape, dy, w, dx, batch, InputScratch(shape, 1), Team.Single);
        Convolution.WeightGradient(shape, x, dy, dw, db, batch, accumulate: false, WeightScratch(shape, 1), Team.Single);
        Convolution.WeightGradient(shape, x, dy, dw, db, batch, accumulate: true, WeightScratch(shape, 1), Team.Single);
        var (ex, ew, eb) = (new double[x.Length], new double[w.Length], new double[db.Length]);
        Walk(shape, (iy, iw, ix) =>
        {
            ex[ix] += (double)dy[iy] * w[iw];
            ew[iw] += 2 * (double)dy[iy] * x[ix];
        });
        var pixels = shape.OutputHeight * shape.OutputWidth;
        for (var i = 0; i < dy.Length; i++) eb[i / pixels % shape.Filters] += 2 * dy[i];
        Assert.Equal(ex.Select(static v => (float)v), dx);
        Assert.Equal(ew.Select(static v => (float)v), dw);
        Assert.Equal(eb.Select(static v => (float)v), db);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Forward_AnyBatch_GivesASampleTheSameBits(ConvolutionShape shape)
    {
        var batch = BatchOf(shape);
        var (x, w, bias) = (Reals(batch * shape.InputLength, 1), Reals(shape.WeightLength, 2), Reals(shape.Filters, 3));
        var (all, one) = (new float[batch * shape.OutputLength], new float[shape.OutputLength]);
        Convolution.Forward(shape, x, w, bias, default, all, batch, new Relu(), ForwardScratch(shape, 1), Team.Single);
        for (var i = 0; i < batch; i++)
        {
            Convolution.Forward(shape, x.AsSpan(i * shape.InputLength, shape.InputLength), w, bias, default, one, 1, new Relu(),
                ForwardScratch(shape, 1), Team.Single);
            Assert.Equal(all[(i * shape.OutputLength)..((i + 1) * shape.OutputLength)], one);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    public void Everything_AnyTeam_GivesTheSameBits(int members)
    {
        using var team = new Team(members);
        foreach (var shape in (ConvolutionShape[])[
            Square(8, 20, 24, 3) with { PadTop = 1, PadLeft = 1 }, Square(20, 11, 24, 3) with { PadTop = 1, PadLeft = 1 },
            Square(6, 14, 16, 5), Square(12, 24, 12, 3) with { Groups = 12 }, Square(6, 24, 30, 5) with { Groups = 3 }])
        {
            const int batch = 70;
            var (x, w, bias) = (Reals(batch * shape.InputLength, 1), Reals(shape.WeightLength, 2), Reals(shape.Filters, 3));
            var dy = Reals(batch * shape.OutputLength, 4);
            float[] One(Team t)
            {
                var (y, dx, dw, db) = (new float[dy.Length], new float[x.Length], new float[w.Length], new float[shape.Filters]);
                Convolution.Forward(shape, x, w, bias, default, y, batch, new Relu(), ForwardScratch(shape, t.Members), t);
                Convolution.InputGradient(shape, dy, w, dx, batch, InputScratch(shape, t.Members), t);
                Convolution.WeightGradient(shape, x, dy, dw, db, batch, accumulate: false, WeightScratch(shape, t.Members), t);
                return [.. y, .. dx, .. dw, .. db];
            }
            Assert.Equal(One(Team.Single), One(team));
        }
    }

    [Fact]
    public void Everything_Warm_AllocatesNothing()
    {
        using var team = new Team(2);
        var shape = Square(8, 20, 24, 3);
        const int batch = 8;
        var (x, w, bias, dy) = (
            Reals(batch * shape.InputLength, 1), Reals(shape.WeightLength, 2), Reals(shape.Filters, 3),
            Reals(batch * shape.OutputLength, 4));
        var (y, dx, dw, db) = (new float[dy.Length], new float[x.Length], new float[w.Length], new float[shape.Filters]);
        var (forward, input, weight) = (ForwardScratch(shape, 2), InputScratch(shape, 2), WeightScratch(shape, 2));
        Allocation.None(() =>
        {
            Convolution.Forward(shape, x, w, bias, default, y, batch, new Relu(), forward, team);
            Convolution.InputGradient(shape, dy, w, dx, batch, input, team);
            Convolution.WeightGradient(shape, x, dy, dw, db, batch, false, weight, team);
        });
    }

    [Fact]
    public void Scratch_HugeImage_IsThatOfItsPaddedRows()
    {
        var shape = Square(1, 20_000, 4, 3);
        Assert.InRange(Convolution.ForwardScratchPerPart(shape), shape.InputLength, shape.InputLength + 64);
        Assert.InRange(Convolution.WeightGradientScratch(shape), shape.Taps, shape.Taps + 16);
    }

    [Fact]
    public void Forward_ImpossibleGeometry_IsRefusedByName()
    {
        var shape = Square(2, 3, 2, 5);
        Assert.Contains("KernelHeight", Assert.Throws<ArgumentOutOfRangeException>(() =>
            Convolution.Forward(shape, new float[18], new float[100], default, default, new float[1], 1, new Identity(),
                new float[1], Team.Single)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "Groups", Assert.Throws<ArgumentOutOfRangeException>(() => Convolution.Forward(Square(3, 5, 4, 3) with { Groups = 2 },
            new float[75], new float[54], default, default, new float[36], 1, new Identity(), new float[9999],
            Team.Single)).Message, StringComparison.Ordinal);
    }

    // Every multiply-add of the definition, by the indices of y, w and x.
    private static void Walk(ConvolutionShape s, Action<int, int, int> visit)
    {
        var batch = BatchOf(s);
        for (var n = 0; n < batch; n++)
            for (var f = 0; f < s.Filters; f++)
                for (var oy = 0; oy < s.OutputHeight; oy++)
                    for (var ox = 0; ox < s.OutputWidth; ox++)
                        for (var c = 0; c < s.GroupChannels; c++)
                            for (var ky = 0; ky < s.KernelHeight; ky++)
                                for (var kx = 0; kx < s.KernelWidth; kx++)
                                {
                                    var y = oy * s.StrideY + ky * s.DilationY - s.PadTop;
                                    var x = ox * s.StrideX + kx * s.DilationX - s.PadLeft;
                                    if (y < 0 || y >= s.Height || x < 0 || x >= s.Width) continue;
                                    var channel = f / s.GroupFilters * s.GroupChannels + c;
                                    visit(((n * s.Filters + f) * s.OutputHeight + oy) * s.OutputWidth + ox,
                                        ((f * s.GroupChannels + c) * s.KernelHeight + ky) * s.KernelWidth + kx,
                                        ((n * s.Channels + channel) * s.Height + y) * s.Width + x);
                                }
    }

    // Scratch is handed over full of NaN: nothing may depend on what it held.
    private static float[] Dirty(int length)
    {
        var scratch = new float[length];
        Array.Fill(scratch, float.NaN);
        return scratch;
    }

    private static float[] ForwardScratch(ConvolutionShape s, int members) =>
        Dirty(Convolution.ForwardScratch(s) + members * Convolution.ForwardScratchPerPart(s));

    private static float[] InputScratch(ConvolutionShape s, int members) =>
        Dirty(Convolution.InputGradientScratch(s) + members * Convolution.InputGradientScratchPerPart(s));

    private static float[] WeightScratch(ConvolutionShape s, int members) =>
        Dirty(Convolution.WeightGradientScratch(s) + members * Convolution.WeightGradientScratchPerPart(s));
}
