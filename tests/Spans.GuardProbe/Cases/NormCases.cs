using Spans.Kernels;

namespace Spans.GuardProbe.Cases;

/// <summary>Batch and layer norm, and the rectifier with a slope for each channel.</summary>
internal static class NormCases
{
    internal static IEnumerable<KernelCase> All =>
    [
        .. Channels("BatchNormalize.Train", Train),
        .. Channels("BatchNormalize.Evaluate", Evaluate),
        .. Channels("BatchNormalize.Backward", BatchBackward),
        .. Rows("LayerNormalize.Forward", LayerForward),
        .. Rows("LayerNormalize.Backward", LayerBackward),
        .. Channels("ChannelRectify.Forward", RectifyForward),
        .. Channels("ChannelRectify.Backward", RectifyBackward),
    ];

    private static KernelCase[] Channels(string kernel, Func<int, int, int, int, KernelCall> call) =>
    [
        new(kernel, (n, salt) => call(KernelCases.Pick(n, salt, 1, 2, 9), n, 1, salt), "vectors"),
        new(kernel, (n, salt) => call(KernelCases.Pick(n, salt, 1, 1, 5), KernelCases.Pick(n, salt, 2, 1, 9), n + 1, salt),
            "images"),
    ];

    private static KernelCase[] Rows(string kernel, Func<int, int, int, KernelCall> call) =>
    [
        new(kernel, (n, salt) => call(KernelCases.Pick(n, salt, 1, 1, 9), n, salt), "columns"),
        new(kernel, (n, salt) => call(n, KernelCases.Pick(n, salt, 1, 1, 40), salt), "rows"),
    ];

    private static KernelCall Shape(int batch, int channels, int inner) =>
        new KernelCall().Number("batch", batch, 1).Number("channels", channels, 1).Number("inner", inner, 1);

    private static KernelCall Train(int batch, int channels, int inner, int salt) => Shape(batch, channels, inner)
        .Input("x", batch * channels * inner).Output("y", batch * channels * inner).InPlace("x", "y")
        .Input("gamma", salt % 2 == 0 ? channels : 0, optional: true).Input("beta", salt % 2 == 0 ? channels : 0, optional: true)
        .Output("runningMean", channels).Output("runningVariance", channels)
        .Scratch("saved", BatchNormalize.SavedLength(channels)).Scratch("scratch", BatchNormalize.ScratchLength(channels))
        .Runs(c => BatchNormalize.Train(
            c.In("x"), c.Out("y"), c.In("gamma"), c.In("beta"), c.Out("runningMean"), c.Out("runningVariance"), c.Out("saved"),
            c.Out("scratch"),
            c["batch"], c["channels"], c["inner"], 0.1f, 1e-5f, c.Team));

    private static KernelCall Evaluate(int batch, int channels, int inner, int salt) => Shape(batch, channels, inner)
        .Input("x", batch * channels * inner).Output("y", batch * channels * inner).InPlace("x", "y")
        .Input("gamma", salt % 2 == 0 ? channels : 0, optional: true).Input("beta", salt % 2 == 0 ? channels : 0, optional: true)
        .Input("runningMean", channels).Input("runningVariance", channels, static i => 1 + i % 3)
        .Scratch("saved", salt % 3 == 0 ? 0 : BatchNormalize.SavedLength(channels), optional: true)
        .Scratch("scratch", BatchNormalize.ScratchLength(channels))
        .Runs(c => BatchNormalize.Evaluate(
            c.In("x"), c.Out("y"), c.In("gamma"), c.In("beta"), c.In("runningMean"), c.In("runningVariance"), c.Out("saved"),
            c.Out("scratch"),
            c["batch"], c["channels"], c["inner"], 1e-5f, c.Team));

    private static KernelCall BatchBackward(int batch, int channels, int inner, int salt) => Shape(batch, channels, inner)
        .Input("x", batch * channels * inner).Input("dy", batch * channels * inner)
        .Output("dx", salt % 5 == 0 ? 0 : batch * channels * inner, optional: true).InPlace("dy", "dx").InPlace("x", "dx")
        .Input("gamma", salt % 2 == 0 ? channels : 0, optional: true)
        .Output("gammaGradient", salt % 2 == 0 ? channels : 0, optional: true)
            .Output("betaGradient", salt % 2 == 0 ? channels : 0, optional: true)
        .InputOrLonger("saved", BatchNormalize.SavedLength(channels)).Scratch("scratch", BatchNormalize.ScratchLength(channels))
        .Runs(c => BatchNormalize.Backward(
            c.In("x"), c.In("dy"), c.Out("dx"), c.In("gamma"), c.Out("gammaGradient"), c.Out("betaGradient"), salt % 3 == 0,
            salt % 4 < 2,
            c.In("saved"), c.Out("scratch"), c["batch"], c["channels"], c["inner"], c.Team));

    private static KernelCall LayerForward(int rows, int columns, int salt) =>
        new KernelCall().Number("rows", rows, 1).Number("columns", columns, 1)
        .Input("x", rows * columns).Output("y", rows * columns).InPlace("x", "y")
        .Input("gamma", salt % 2 == 0 ? columns : 0, optional: true).Input("beta", salt % 2 == 0 ? columns : 0, optional: true)
        .Output("saved", salt % 3 == 0 ? 0 : LayerNormalize.SavedPerRow * rows, optional: true)
        .Runs(c => LayerNormalize.Forward(
            c.In("x"), c.Out("y"), c.In("gamma"), c.In("beta"), c.Out("saved"), c["rows"], c["columns"], 1e-5f, c.Team));

    private static KernelCall LayerBackward(int rows, int columns, int salt) =>
        new KernelCall().Number("rows", rows, 1).Number("columns", columns, 1)
        .Input("x", rows * columns).Input("dy", rows * columns)
        .Output("dx", salt % 5 == 0 ? 0 : rows * columns, optional: true).InPlace("dy", "dx").InPlace("x", "dx")
        .Input("gamma", salt % 2 == 0 ? columns : 0)
        .Output("gammaGradient", salt % 2 == 0 ? columns : 0).Output("betaGradient", salt % 2 == 0 ? columns : 0)
        .Input("saved", LayerNormalize.SavedPerRow * rows).Scratch("scratch", LayerNormalize.ScratchLength(columns))
        .Runs(c => LayerNormalize.Backward(
            c.In("x"), c.In("dy"), c.Out("dx"), c.In("gamma"), c.Out("gammaGradient"), c.Out("betaGradient"), salt % 3 == 0,
            c.In("saved"),
            c.Out("scratch"), c["rows"], c["columns"], c.Team));

    private static KernelCall RectifyForward(int batch, int channels, int inner, int salt) => Shape(batch, channels, inner)
        .Input("x", batch * channels * inner).Input("slope", salt % 2 == 0 ? channels : 1).Output("y", batch * channels * inner)
            .InPlace("x", "y")
        .Scratch("scratch", RectifyScratch(batch, channels))
        .Runs(c => ChannelRectify.Forward(
            c.In("x"), c.In("slope"), c.Out("y"), c.Out("scratch"), c["batch"], c["channels"], c["inner"], c.Team));

    private static KernelCall RectifyBackward(int batch, int channels, int inner, int salt) => Shape(batch, channels, inner)
        .Input("x", batch * channels * inner).Input("dy", batch * channels * inner)
        .Output("dx", salt % 5 == 0 ? 0 : batch * channels * inner, optional: true).InPlace("dy", "dx").InPlace("x", "dx")
        .Input("slope", salt % 2 == 0 ? channels : 1).Output("slopeGradient", salt % 2 == 0 ? channels : 1)
        .Scratch("scratch", RectifyScratch(batch, channels))
        .Runs(c => ChannelRectify.Backward(
            c.In("x"), c.In("dy"), c.Out("dx"), c.In("slope"), c.Out("slopeGradient"), salt % 3 == 0, c.Out("scratch"),
            c["batch"], c["channels"], c["inner"], c.Team));

    private static int RectifyScratch(int batch, int channels)
    {
        var (perRow, flat) = ChannelRectify.ScratchLength(channels);
        return perRow * batch + flat;
    }
}
