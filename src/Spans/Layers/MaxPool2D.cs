using Spans.Chains;
using Spans.Kernels;
using Spans.Memory;

namespace Spans.Layers;

/// <summary>
/// y = the largest of each window: [channels, height, width] → [channels, output height, output width]. Padding never wins. Where
/// several are largest, the first in row-major order gets the gradient, as in PyTorch.
/// </summary>
/// <param name="window">Rows and columns of the window, one or more each.</param>
/// <param name="stride">Between windows; by default the window itself.</param>
/// <param name="padding">Rows and columns around the image, at most half the window.</param>
public sealed class MaxPool2D((int Y, int X) window, (int Y, int X)? stride = null, (int Y, int X) padding = default) : IPool2D
{
    /// <summary>Maximum pools in the catalogue.</summary>
    public static LayerEntry Entry { get; } = LayerEntry.Of<MaxPool2D>(
        "max-pool-2d",
        static (json, layer) => layer.Window.Write(json),
        static element =>
        {
            var fields = new JsonFields(element, "A maximum pool", "type", "window", "stride", "padding");
            return new MaxPool2D(
                fields.Pair("window"), fields.Has("stride") ? fields.Pair("stride") : null, fields.Pair("padding", (0, 0)));
        },
        new(new MaxPool2D(2), [3, 8, 10]), new(new MaxPool2D((3, 2), (2, 1), (1, 1)), [2, 7, 6]));

    /// <summary>Square windows.</summary>
    /// <param name="window">Rows and columns of the window, one or more.</param>
    /// <param name="stride">Between windows; 0 for the window itself.</param>
    /// <param name="padding">Rows and columns around the image, at most half the window.</param>
    public MaxPool2D(int window, int stride = 0, int padding = 0)
        : this((window, window), stride == 0 ? null : (stride, stride), (padding, padding))
    {
    }

    /// <inheritdoc/>
    public PoolWindow Window { get; } = new(window, stride, padding);

    /// <inheritdoc/>
    public LayerSpec Describe(Shape input) => new()
    {
        Output = Window.Output(input),
        Backward = Reads.Input | Reads.Output,
    };

    // y = max x
    /// <inheritdoc/>
    public void Forward(in ForwardPass pass) =>
        MaxPooling.Forward(Window.Geometry(pass.Plan.Input), pass.Input, pass.Output, pass.Batch, pass.Team);

    // dx = dy where x was the largest
    /// <inheritdoc/>
    public void Backward(in BackwardPass pass)
    {
        if (pass.InputGradient.IsEmpty) return;
        MaxPooling.Backward(
            Window.Geometry(pass.Plan.Input), pass.Input, pass.Output, pass.OutputGradient, pass.InputGradient, pass.Batch,
            pass.Team);
    }
}
