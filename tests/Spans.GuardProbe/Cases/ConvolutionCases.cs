using Spans.Activations;
using Spans.Kernels;

namespace Spans.GuardProbe.Cases;

/// <summary>
/// Convolutions: the size is in turn the width and the filters; kernels, strides, padding, dilation and groups vary.
/// </summary>
internal static class ConvolutionCases
{
    internal static IEnumerable<KernelCase> All =>
    [
        new("Convolution.Forward", static (n, salt) => Forward(Wide(n, salt), salt), "width"),
        new("Convolution.Forward", static (n, salt) => Forward(Deep(n, salt), salt), "filters"),
        new("Convolution.Forward", static (n, salt) => Forward(Tiled(n, salt), salt), "tiles"),
        new("Convolution.InputGradient", static (n, salt) => InputGradient(Wide(n, salt), salt), "width"),
        new("Convolution.InputGradient", static (n, salt) => InputGradient(Deep(n, salt), salt), "filters"),
        new("Convolution.InputGradient", static (n, salt) => InputGradient(Tiled(n, salt), salt), "tiles"),
        new("Convolution.WeightGradient", static (n, salt) => WeightGradient(Wide(n, salt), salt), "width"),
        new("Convolution.WeightGradient", static (n, salt) => WeightGradient(Deep(n, salt), salt), "filters"),
        new("Convolution.WeightGradient", static (n, salt) => WeightGradient(Tiled(n, salt), salt), "tiles"),
        new("PooledConvolution.Forward", static (n, salt) => PooledForward(Wide(n + 1, salt), salt), "width"),
        new("PooledConvolution.Forward", static (n, salt) => PooledForward(Deep(n, salt), salt), "filters"),
    ];

    private static KernelCall Forward(ConvolutionShape shape, int salt)
    {
        var (batch, output) = (1 + salt % 3, (1 + salt % 3) * shape.OutputLength);
        return new KernelCall().Number("batch", batch).Input("x", batch * shape.InputLength).Input("weights", shape.WeightLength)
            .Input("bias", salt % 2 == 0 ? shape.Filters : 0, optional: true)
                .Output("preactivation", salt % 4 < 2 ? output : 0, optional: true)
            .Output("y", output).Scratch("scratch", Convolution.ForwardScratch(shape) + Convolution.ForwardScratchPerPart(shape))
            .Runs(c => Convolution.Forward(
                shape, c.In("x"), c.In("weights"), c.In("bias"), c.Out("preactivation"), c.Out("y"), c["batch"], default(Tanh),
                c.Out("scratch"),
                c.Team));
    }

    private static KernelCall PooledForward(ConvolutionShape drawn, int salt)
    {
        var shape = PooledConvolutionShape.Of(drawn with
        {
            Height = drawn.Height + 1,
            Width = drawn.Width + 1,
            StrideY = 1,
            StrideX = 1,
            Groups = 1,
            PadTop = drawn.KernelHeight - 1,
            PadLeft = drawn.KernelWidth,
        }, averages: salt % 3 == 1);
        var (batch, weights) = (1 + salt % 3, new float[shape.Convolution.WeightLength]);
        for (var i = 0; i < weights.Length; i++) weights[i] = Placement.Ordinary(i);
        var packed = new float[shape.PackedLength];
        PooledConvolution.Pack(shape, weights, weights.AsSpan(0, shape.Convolution.Filters), packed);
        return new KernelCall().Number("batch", batch).Input("x", batch * shape.Convolution.InputLength)
            .Input("packed", packed.Length, i => packed[i])
            .Output("y", batch * shape.OutputLength).Scratch("scratch", shape.ScratchPerPart)
            .Runs(c => PooledConvolution.Forward(
                shape, c.In("x"), c.In("packed"), c.Out("y"), c["batch"], default(Relu), c.Out("scratch"), c.Team));
    }

    private static KernelCall InputGradient(ConvolutionShape shape, int salt)
    {
        var batch = 1 + salt % 3;
        return new KernelCall().Number("batch", batch).Input("dy", batch * shape.OutputLength)
            .Input("weights", shape.WeightLength)
            .Output("dx", batch * shape.InputLength)
            .Scratch("scratch", Convolution.InputGradientScratch(shape) + Convolution.InputGradientScratchPerPart(shape))
            .Runs(c =>
                Convolution.InputGradient(shape, c.In("dy"), c.In("weights"), c.Out("dx"), c["batch"], c.Out("scratch"), c.Team));
    }

    private static KernelCall WeightGradient(ConvolutionShape shape, int salt)
    {
        var batch = 1 + salt % 3;
        return new KernelCall().Number("batch", batch).Input("x", batch * shape.InputLength)
            .Input("dy", batch * shape.OutputLength)
            .Output("dw", shape.WeightLength).Output("dbias", salt % 2 == 0 ? shape.Filters : 0, optional: true)
            .Scratch("scratch", Convolution.WeightGradientScratch(shape) + Convolution.WeightGradientScratchPerPart(shape))
            .Runs(c => Convolution.WeightGradient(
                shape, c.In("x"), c.In("dy"), c.Out("dw"), c.Out("dbias"), c["batch"], salt % 3 == 0, c.Out("scratch"), c.Team));
    }

    private static ConvolutionShape Wide(int n, int salt) => Shape(n, salt, n, Filters(n, salt));

    private static ConvolutionShape Deep(int n, int salt) => Shape(n, salt, KernelCases.Pick(n, salt, 1, 1, 19), n);

    // 3×3 over many channels goes by tiles of 2×2 outputs.
    private static ConvolutionShape Tiled(int n, int salt) => new()
    {
        Channels = 16 + KernelCases.Pick(n, salt, 1, 0, 4),
        Height = 4 + n % 3,
        Width = 4 + (n % 2 == 0 ? n / 2 % 5 : n / 2 % 19),
        Filters = 16 + n % 5,
        KernelHeight = 3,
        KernelWidth = 3,
        PadTop = KernelCases.Pick(n, salt, 2, 1, 2),
        PadBottom = KernelCases.Pick(n, salt, 3, 1, 2),
        PadLeft = KernelCases.Pick(n, salt, 4, 1, 2),
        PadRight = KernelCases.Pick(n, salt, 5, 0, 2),
    };

    private static int Filters(int n, int salt) => KernelCases.Pick(n, salt, 2, 1, 7);

    private static ConvolutionShape Shape(int n, int salt, int width, int filters)
    {
        // Mostly one, two or three channels; groups where they divide both.
        var groups = filters % 2 == 0 && KernelCases.Pick(n, salt, 3, 0, 2) == 0 ? 2 : 1;
        var (high, wide) = (KernelCases.Pick(n, salt, 4, 1, 3), KernelCases.Pick(n, salt, 5, 1, 5));
        var shape = new ConvolutionShape
        {
            Channels = groups * KernelCases.Pick(n, salt, 6, 1, 3),
            Height = KernelCases.Pick(n, salt, 7, 1, 9),
            Width = width,
            Filters = filters,
            KernelHeight = high,
            KernelWidth = wide,
            StrideY = KernelCases.Pick(n, salt, 8, 1, 2),
            StrideX = KernelCases.Pick(n, salt, 9, 1, 3),
            PadTop = KernelCases.Pick(n, salt, 10, 0, high - 1),
            PadBottom = KernelCases.Pick(n, salt, 11, 0, high - 1),
            PadLeft = KernelCases.Pick(n, salt, 12, 0, wide - 1),
            PadRight = KernelCases.Pick(n, salt, 13, 0, wide - 1),
            DilationX = KernelCases.Pick(n, salt, 14, 1, 2),
            Groups = groups,
        };
        var fits = shape.Height + shape.PadTop + shape.PadBottom >= high
            && width + shape.PadLeft + shape.PadRight >= shape.DilationX * (wide - 1) + 1;
        return fits ? shape
            : shape with { KernelHeight = 1, KernelWidth = 1, PadTop = 0, PadBottom = 0, PadLeft = 0, PadRight = 0 };
    }
}
