using Spans.Activations;
using Spans.Chains;
using Spans.Layers;

namespace Spans.Testing;

public sealed partial class LayerReference
{
    private double[] OfImages(ILayer layer, double[] x) => layer switch
    {
        IConv2D l => Convolve(x, Input[1], Input[2], l.Filters, l.Kernel, l.Options, l.Activation),
        IConv1D l => Convolve(
            x, 1, Input[1], l.Filters, (1, l.Kernel),
            l.Options with { Stride = (1, l.Options.Stride.X), Dilation = (1, l.Options.Dilation.X) }, l.Activation),
        MaxPool2D l => Pool(l.Window, x, Largest),
        AveragePool2D l => Pool(l.Window, x, (values, padded) => values.Sum() / (l.CountPadding ? padded : values.Count)),
        GlobalAveragePool => [.. x.Chunk(Input.Elements / Input[0]).Select(channel => channel.Average())],
        Upsample2D l => Repeat(l, x),
        _ => throw new NotSupportedException($"{LayerName.Of(layer)} has no reference in the tests: add one."),
    };

    private double[] Convolve(
        double[] x, int height, int width, int filters, (int Y, int X) kernel, ConvolutionOptions options, IActivation activation)
    {
        var (top, bottom) = Around(
            height, kernel.Y, options.Stride.Y, options.Dilation.Y, options.Padding.IsSame, options.Padding.Top,
            options.Padding.Bottom);
        var (left, right) = Around(
            width, kernel.X, options.Stride.X, options.Dilation.X, options.Padding.IsSame, options.Padding.Left,
            options.Padding.Right);
        int outputHeight = Outputs(height + top + bottom, kernel.Y, options.Stride.Y, options.Dilation.Y);
        int outputWidth = Outputs(width + left + right, kernel.X, options.Stride.X, options.Dilation.X);
        int channels = Input[0], perGroup = channels / options.Groups, pixels = outputHeight * outputWidth;
        var y = new double[_rows * filters * pixels];
        for (var i = 0; i < y.Length; i++)
        {
            int row = i / pixels / filters, filter = i / pixels % filters, oy = i % pixels / outputWidth, ox = i % outputWidth;
            var z = options.UseBias ? Parameters[1][filter] : 0;
            for (var k = 0; k < perGroup * kernel.Y * kernel.X; k++)
            {
                int channel = filter / (filters / options.Groups) * perGroup + k / (kernel.Y * kernel.X);
                int iy = oy * options.Stride.Y + k / kernel.X % kernel.Y * options.Dilation.Y - top;
                int ix = ox * options.Stride.X + k % kernel.X * options.Dilation.X - left;
                if (iy < 0 || iy >= height || ix < 0 || ix >= width) continue;
                z += x[((row * channels + channel) * height + iy) * width + ix]
                    * Parameters[0][filter * perGroup * kernel.Y * kernel.X + k];
            }
            y[i] = Activate(activation, z);
        }
        return y;
    }

    private static int Outputs(int input, int kernel, int stride, int dilation) =>
        (input - dilation * (kernel - 1) - 1) / stride + 1;

    // "same": ⌈input / stride⌉ outputs, the odd pixel of padding behind.
    private static (int Before, int After) Around(
        int input, int kernel, int stride, int dilation, bool same, int before, int after)
    {
        if (!same) return (before, after);
        var outputs = (int)Math.Ceiling(input / (double)stride);
        var total = Math.Max(0, (outputs - 1) * stride + dilation * (kernel - 1) + 1 - input);
        return (total / 2, total - total / 2);
    }

    private double[] Pool(PoolWindow window, double[] x, Func<List<double>, int, double> merge)
    {
        int height = Input[1], width = Input[2];
        int outputHeight = Outputs(height + 2 * window.Padding.Y, window.Size.Y, window.Stride.Y, 1);
        int outputWidth = Outputs(width + 2 * window.Padding.X, window.Size.X, window.Stride.X, 1);
        var y = new double[_rows * Input[0] * outputHeight * outputWidth];
        for (var i = 0; i < y.Length; i++)
        {
            int plane = i / (outputHeight * outputWidth), oy = i / outputWidth % outputHeight, ox = i % outputWidth;
            var values = new List<double>();
            for (var k = 0; k < window.Size.Y * window.Size.X; k++)
            {
                int iy = oy * window.Stride.Y + k / window.Size.X - window.Padding.Y,
                    ix = ox * window.Stride.X + k % window.Size.X - window.Padding.X;
                if (iy >= 0 && iy < height && ix >= 0 && ix < width) values.Add(x[(plane * height + iy) * width + ix]);
            }
            y[i] = merge(values, window.Size.Y * window.Size.X);
        }
        return y;
    }

    private double Largest(List<double> values, int padded)
    {
        values.Sort();
        if (values.Count > 1) NoteKink(values[^1] - values[^2]);
        return values[^1];
    }

    private double[] Repeat(Upsample2D layer, double[] x)
    {
        int height = Input[1] * layer.Factor.Y, width = Input[2] * layer.Factor.X;
        var y = new double[_rows * Input[0] * height * width];
        for (var i = 0; i < y.Length; i++)
            y[i] = x[(i / (height * width) * Input[1] + i / width % height / layer.Factor.Y) * Input[2] + i % width
                / layer.Factor.X];
        return y;
    }
}
