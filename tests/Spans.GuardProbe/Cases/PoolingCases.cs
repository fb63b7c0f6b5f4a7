using Spans.Kernels;

namespace Spans.GuardProbe.Cases;

/// <summary>Pooling and upsampling: the size is the width; windows, strides and padding vary.</summary>
internal static class PoolingCases
{
    internal static IEnumerable<KernelCase> All =>
    [
        new("MaxPooling.Forward", static (n, salt) => Forward(n, salt, (c, shape) =>
            MaxPooling.Forward(shape, c.In("x"), c.Out("y"), c["batch"], c.Team))),
        new("MaxPooling.Backward", static (n, salt) => MaxBackward(n, salt)),
        new("AveragePooling.Forward", static (n, salt) => Forward(n, salt, (c, shape) =>
            AveragePooling.Forward(shape, salt % 2 == 0, c.In("x"), c.Out("y"), c["batch"], c.Team))),
        new("AveragePooling.Backward", static (n, salt) => AverageBackward(n, salt)),
        new("Upsampling.Nearest", static (n, salt) => Nearest(n, salt, forward: true)),
        new("Upsampling.NearestBackward", static (n, salt) => Nearest(n, salt, forward: false)),
    ];

    private static KernelCall Forward(int n, int salt, Action<KernelCall, PoolingShape> run)
    {
        var (shape, batch) = (Shape(n, salt), 1 + salt % 3);
        return new KernelCall().Number("batch", batch).Input("x", batch * shape.InputLength)
            .Output("y", batch * shape.OutputLength)
            .Runs(c => run(c, shape));
    }

    private static KernelCall MaxBackward(int n, int salt)
    {
        var (shape, batch) = (Shape(n, salt), 1 + salt % 3);
        return new KernelCall().Number("batch", batch).Input("x", batch * shape.InputLength)
            .Input("y", batch * shape.OutputLength).Input("dy", batch * shape.OutputLength)
                .Output("dx", batch * shape.InputLength)
            .Runs(c => MaxPooling.Backward(shape, c.In("x"), c.In("y"), c.In("dy"), c.Out("dx"), c["batch"], c.Team));
    }

    private static KernelCall AverageBackward(int n, int salt)
    {
        var (shape, batch) = (Shape(n, salt), 1 + salt % 3);
        return new KernelCall().Number("batch", batch).Input("dy", batch * shape.OutputLength)
            .Output("dx", batch * shape.InputLength)
            .Runs(c => AveragePooling.Backward(shape, salt % 2 == 0, c.In("dy"), c.Out("dx"), c["batch"], c.Team));
    }

    private static KernelCall Nearest(int width, int salt, bool forward)
    {
        int planes = KernelCases.Pick(width, salt, 1, 1, 5), height = KernelCases.Pick(width, salt, 2, 1, 5);
        int factorY = KernelCases.Pick(width, salt, 3, 1, 3), factorX = KernelCases.Pick(width, salt, 4, 1, 4);
        var (small, large) = (planes * height * width, planes * height * width * factorY * factorX);
        var call = new KernelCall().Number("planes", planes).Number("height", height, 1).Number("width", width, 1)
            .Number("factorY", factorY, 1).Number("factorX", factorX, 1);
        return forward
            ? call.Input("x", small).Output("y", large).Runs(c => Upsampling.Nearest(
                c.In("x"), c.Out("y"), c["planes"], c["height"], c["width"], c["factorY"], c["factorX"], c.Team))
            : call.Input("dy", large).Output("dx", small).Runs(c => Upsampling.NearestBackward(
                c.In("dy"), c.Out("dx"), c["planes"], c["height"], c["width"], c["factorY"], c["factorX"], c.Team));
    }

    // Every other one is the window that halves both sides, which has a loop of its own.
    private static PoolingShape Shape(int width, int salt)
    {
        int height = KernelCases.Pick(width, salt, 1, 2, 9), channels = KernelCases.Pick(width, salt, 2, 1, 4);
        if (width >= 2 && salt % 2 == 0)
            return new()
            {
                Channels = channels, Height = height, Width = width, WindowHeight = 2, WindowWidth = 2, StrideY = 2,
                StrideX = 2
            };
        int high = KernelCases.Pick(width, salt, 3, 1, 2), wide = Math.Min(width, KernelCases.Pick(width, salt, 4, 1, 7));
        return new()
        {
            Channels = channels,
            Height = height,
            Width = width,
            WindowHeight = high,
            WindowWidth = wide,
            StrideY = KernelCases.Pick(width, salt, 5, 1, 3),
            StrideX = KernelCases.Pick(width, salt, 6, 1, 3),
            PadY = KernelCases.Pick(width, salt, 7, 0, high / 2),
            PadX = KernelCases.Pick(width, salt, 8, 0, wide / 2),
        };
    }
}
