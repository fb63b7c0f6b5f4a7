using Spans.Activations;
using Spans.Kernels;
using Spans.Memory;
using Spans.Testing;
using Spans.Threading;
using static Spans.Core.Tests.Kernels.ConvolutionExamples;

namespace Spans.Core.Tests.Kernels;

[Trait("Category", "Numeric")]
public sealed class PooledConvolutionTests
{
    private const int Batch = 3;

    /// <summary>
    /// Both orders of lanes, tiles of every size, cut registers, padding on either side, odd rows and columns that pooling drops.
    /// </summary>
    public static TheoryData<ConvolutionShape> Shapes
    {
        get
        {
            var shapes = new TheoryData<ConvolutionShape>
            {
                Square(1, 28, 6, 5) with { PadTop = 2, PadBottom = 2, PadLeft = 2, PadRight = 2 },
                Square(6, 14, 16, 5),
                Square(2, 9, 3, 3) with { PadLeft = 1, PadTop = 2 },
                Square(3, 8, 16, 3) with { PadRight = 2, PadBottom = 1 },
                Square(2, 40, 5, 3) with { DilationX = 3, DilationY = 2, PadLeft = 3 },
                Square(3, 13, 32, 2) with { DilationX = 2 },
                Square(1, 2, 16, 1),
                Square(3, 5, 2, 5) with { PadTop = 4, PadBottom = 4, PadLeft = 4, PadRight = 4 },
                new ConvolutionShape { Channels = 2, Height = 2, Width = 66, Filters = 4, KernelHeight = 1, KernelWidth = 3 },
                new ConvolutionShape { Channels = 2, Height = 19, Width = 2, Filters = 45, KernelHeight = 4, KernelWidth = 1 },
            };
            for (var size = 2; size <= 36; size++)
            {
                // Sizes are in turn the pooled columns, then the filters.
                shapes.Add(new ConvolutionShape
                {
                    Channels = 2, Height = 4 + size % 3, Width = size + 1, Filters = 1 + size % 14, KernelHeight = 3,
                    KernelWidth = 2, PadTop = 1, PadLeft = size % 3 % 2,
                });
                shapes.Add(new ConvolutionShape
                {
                    Channels = 1 + size % 2, Height = 7, Width = 3 + size % 13, Filters = size,
                    KernelHeight = 2, KernelWidth = 2
                });
            }
            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Forward_Integers_AreTheLargestOfTheDefinition(ConvolutionShape shape)
    {
        var pooled = PooledConvolutionShape.Of(shape);
        var (x, w, bias) = (Integers(Batch * shape.InputLength, 1), Integers(shape.WeightLength, 2), Integers(shape.Filters, 3));
        Assert.Equal(Defined(shape, x, w, bias), Run(pooled, x, w, bias, Batch, new Identity(), Team.Single));
        Assert.Equal(Defined(shape, x, w, bias).Select(static v => Math.Max(0, v)),
            Run(pooled, x, w, bias, Batch, new Relu(), Team.Single));
        Assert.Equal(Defined(shape, x, w, default), Run(pooled, x, w, default, Batch, new Identity(), Team.Single));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Forward_AnyActivation_GivesTheBitsOfConvolvingThenPooling(ConvolutionShape shape)
    {
        Check(shape, new Relu());
        Check(shape, new Tanh());
        // Falls and rises: the largest sum need not be the largest result.
        Check(shape, new Silu());
    }

    // Integers and quarters of their sums are exact.
    [Theory]
    [MemberData(nameof(Shapes))]
    public void Forward_IntegersAveraged_AreTheMeansOfTheDefinition(ConvolutionShape shape)
    {
        var pooled = PooledConvolutionShape.Of(shape, averages: true);
        var (x, w, bias) = (Integers(Batch * shape.InputLength, 1), Integers(shape.WeightLength, 2), Integers(shape.Filters, 3));
        Assert.Equal(Defined(shape, x, w, bias, static window => window.Sum() / 4),
            Run(pooled, x, w, bias, Batch, new Identity(), Team.Single));
        Assert.Equal(Defined(shape, x, w, bias, static window => window.Sum(static v => Math.Max(0, v)) / 4),
            Run(pooled, x, w, bias, Batch, new Relu(), Team.Single));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Step_OneRow_GivesTheBitsOfTheBatch(ConvolutionShape shape)
    {
        Step(PooledConvolutionShape.Of(shape));
        Step(PooledConvolutionShape.Of(shape, averages: true));
    }

    private static void Step(PooledConvolutionShape pooled)
    {
        var shape = pooled.Convolution;
        var (x, w, bias) = (Reals(Batch * shape.InputLength, 1), Reals(shape.WeightLength, 2), Reals(shape.Filters, 3));
        using var packed = Slab.Rent(pooled.PackedLength);
        PooledConvolution.Pack(pooled, w, bias, packed.Span);
        var rows = new PackedRows([PooledConvolutionStep.Of(pooled, packed.Span, new Relu())!], packed);
        var all = Run(pooled, x, w, bias, Batch, new Relu(), Team.Single);
        var one = new float[pooled.OutputLength];
        for (var i = 0; i < Batch; i++)
        {
            rows.Run(x.AsSpan(i * shape.InputLength, shape.InputLength), one);
            Tolerance.CheckBits(all.AsSpan(i * one.Length, one.Length), one, $"row {i}");
        }
    }

    [Fact]
    public void Step_LargePlanes_AreNotPutOnTheStack()
    {
        var pooled = PooledConvolutionShape.Of(Square(1, 100, 6, 5));
        Assert.Null(PooledConvolutionStep.Of(pooled, new float[pooled.PackedLength], new Relu()));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Forward_AnyTeam_GivesTheSameBits(int members)
    {
        using var team = new Team(members);
        foreach (var shape in (ConvolutionShape[])[Square(6, 28, 8, 5), Square(6, 14, 16, 5) with { PadLeft = 1, PadTop = 1 }])
        {
            const int batch = 40;
            var (x, w, bias) = (Reals(batch * shape.InputLength, 1), Reals(shape.WeightLength, 2), Reals(shape.Filters, 3));
            var pooled = PooledConvolutionShape.Of(shape);
            Assert.Equal(
                Run(pooled, x, w, bias, batch, new Relu(), Team.Single), Run(pooled, x, w, bias, batch, new Relu(), team));
        }
    }

    [Fact]
    public void Forward_ANaN_ReachesItsWindowsAndNoOther()
    {
        foreach (var shape in (ConvolutionShape[])[Square(1, 28, 6, 5), Square(6, 14, 16, 5)])
        {
            var x = Reals(shape.InputLength, 1);
            x[0] = float.NaN;
            var pooled = PooledConvolutionShape.Of(shape);
            var y = Run(pooled, x, Reals(shape.WeightLength, 2), Reals(shape.Filters, 3), 1, new Relu(), Team.Single);
            // Only the window in the corner sees the first pixel.
            for (var i = 0; i < y.Length; i++) Assert.Equal(i % (pooled.Height * pooled.Width) == 0, float.IsNaN(y[i]));
        }
    }

    [Fact]
    public void Takes_GeometriesThatOtherKernelsDoBetter_IsFalse()
    {
        Assert.True(PooledConvolutionShape.Takes(Square(1, 28, 6, 5)));
        Assert.True(PooledConvolutionShape.Takes(Square(6, 14, 16, 5)));
        Assert.False(PooledConvolutionShape.Takes(Square(32, 32, 32, 3)));
        Assert.False(PooledConvolutionShape.Takes(Square(4, 14, 16, 5) with { Groups = 2 }));
        Assert.False(PooledConvolutionShape.Takes(Square(6, 14, 16, 5) with { StrideX = 2 }));
        Assert.False(PooledConvolutionShape.Takes(Square(6, 5, 16, 5)));
    }

    private static void Check<TActivation>(ConvolutionShape shape, TActivation f) where TActivation : struct, IActivation
    {
        var (x, w, bias) = (Reals(Batch * shape.InputLength, 1), Reals(shape.WeightLength, 2), Reals(shape.Filters, 3));
        var convolved = new float[Batch * shape.OutputLength];
        var scratch = new float[Convolution.ForwardScratch(shape) + Convolution.ForwardScratchPerPart(shape)];
        Convolution.Forward(shape, x, w, bias, default, convolved, Batch, f, scratch, Team.Single);
        var pooled = PooledConvolutionShape.Of(shape);
        var expected = new float[Batch * pooled.OutputLength];
        MaxPooling.Forward(Pooling(shape), convolved, expected, Batch, Team.Single);
        Tolerance.CheckBits(expected, Run(pooled, x, w, bias, Batch, f, Team.Single), f.Name);
        // A mean over all there is adds up in another order.
        if (shape is { OutputHeight: 2, OutputWidth: 2 }) return;
        AveragePooling.Forward(Pooling(shape), countPadding: true, convolved, expected, Batch, Team.Single);
        pooled = PooledConvolutionShape.Of(shape, averages: true);
        Tolerance.CheckBits(expected, Run(pooled, x, w, bias, Batch, f, Team.Single), $"{f.Name}, averaged");
    }

    private static float[] Run<TActivation>(
        in PooledConvolutionShape shape, float[] x, float[] w, float[]? bias, int batch, TActivation f, Team team)
        where TActivation : struct, IActivation
    {
        var packed = new float[shape.PackedLength];
        PooledConvolution.Pack(shape, w, bias, packed);
        var y = new float[batch * shape.OutputLength];
        // Nothing may depend on what the scratch held.
        var scratch = new float[team.Members * shape.ScratchPerPart];
        Array.Fill(scratch, float.NaN);
        PooledConvolution.Forward(shape, x, packed, y, batch, f, scratch, team);
        return y;
    }

    private static float[] Defined(ConvolutionShape s, float[] x, float[] w, float[]? bias) =>
        Defined(s, x, w, bias, static window => window.Max());

    // The definition in double, window by window.
    private static float[] Defined(ConvolutionShape s, float[] x, float[] w, float[]? bias, Func<double[], double> pool)
    {
        var pooled = new List<float>();
        for (var n = 0; n < Batch; n++)
            for (var f = 0; f < s.Filters; f++)
                for (var row = 0; row + 1 < s.OutputHeight; row += 2)
                    for (var column = 0; column + 1 < s.OutputWidth; column += 2)
                    {
                        double[] window = [At(s, x, w, n, f, row, column), At(s, x, w, n, f, row, column + 1),
                            At(s, x, w, n, f, row + 1, column), At(s, x, w, n, f, row + 1, column + 1)];
                        for (var i = 0; i < 4; i++) window[i] += bias?[f] ?? 0;
                        pooled.Add((float)pool(window));
                    }
        return [.. pooled];
    }

    private static double At(ConvolutionShape s, float[] x, float[] w, int n, int f, int row, int column)
    {
        var sum = 0.0;
        for (var c = 0; c < s.Channels; c++)
            for (var i = 0; i < s.KernelHeight; i++)
                for (var j = 0; j < s.KernelWidth; j++)
                {
                    var (y, at) = (row + i * s.DilationY - s.PadTop, column + j * s.DilationX - s.PadLeft);
                    if (y < 0 || y >= s.Height || at < 0 || at >= s.Width) continue;
                    sum += (double)w[((f * s.Channels + c) * s.KernelHeight + i) * s.KernelWidth + j]
                        * x[((n * s.Channels + c) * s.Height + y) * s.Width + at];
                }
        return sum;
    }

    private static PoolingShape Pooling(ConvolutionShape s) => new()
    {
        Channels = s.Filters, Height = s.OutputHeight, Width = s.OutputWidth, WindowHeight = 2, WindowWidth = 2, StrideY = 2,
        StrideX = 2,
    };
}
