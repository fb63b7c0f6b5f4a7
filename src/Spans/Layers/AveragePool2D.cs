using Spans.Chains;
using Spans.Kernels;
using Spans.Memory;

namespace Spans.Layers;

/// <summary>y = the mean of each window: [channels, height, width] → [channels, output height, output width].</summary>
/// <param name="window">Rows and columns of the window, one or more each.</param>
/// <param name="stride">Between windows; by default the window itself.</param>
/// <param name="padding">Rows and columns around the image, at most half the window.</param>
/// <param name="countPadding">Whether zeros of the padding count: PyTorch's <c>count_include_pad</c>, true by default there and
/// here.</param>
public sealed class AveragePool2D(
    (int Y, int X) window, (int Y, int X)? stride = null, (int Y, int X) padding = default, bool countPadding = true)
    : IPool2D
{
    /// <summary>Average pools in the catalogue.</summary>
    public static LayerEntry Entry { get; } = LayerEntry.Of<AveragePool2D>(
        "average-pool-2d",
        static (json, layer) =>
        {
            layer.Window.Write(json);
            json.WriteBoolean("count_padding", layer.CountPadding);
        },
        static element =>
        {
            var fields = new JsonFields(element, "An average pool", "type", "window", "stride", "padding", "count_padding");
            return new AveragePool2D(
                fields.Pair("window"), fields.Has("stride") ? fields.Pair("stride") : null, fields.Pair("padding", (0, 0)),
                fields.Boolean("count_padding", true));
        },
        new(new AveragePool2D(2), [3, 8, 10]), new(new AveragePool2D((3, 2), (2, 1), (1, 1), countPadding: false), [2, 7, 6]));

    /// <summary>Square windows.</summary>
    /// <param name="window">Rows and columns of the window, one or more.</param>
    /// <param name="stride">Between windows; 0 for the window itself.</param>
    /// <param name="padding">Rows and columns around the image, at most half the window.</param>
    /// <param name="countPadding">Whether zeros of the padding count.</param>
    public AveragePool2D(int window, int stride = 0, int padding = 0, bool countPadding = true)
        : this((window, window), stride == 0 ? null : (stride, stride), (padding, padding), countPadding)
    {
    }

    /// <inheritdoc/>
    public PoolWindow Window { get; } = new(window, stride, padding);

    /// <summary>Whether zeros of the padding count.</summary>
    public bool CountPadding { get; } = countPadding;

    /// <inheritdoc/>
    public LayerSpec Describe(Shape input) => new() { Output = Window.Output(input), Backward = Reads.None };

    // y = mean x
    /// <inheritdoc/>
    public void Forward(in ForwardPass pass) =>
        AveragePooling.Forward(Window.Geometry(pass.Plan.Input), CountPadding, pass.Input, pass.Output, pass.Batch, pass.Team);

    // dx = dy / count
    /// <inheritdoc/>
    public void Backward(in BackwardPass pass)
    {
        if (pass.InputGradient.IsEmpty) return;
        AveragePooling.Backward(
            Window.Geometry(pass.Plan.Input), CountPadding, pass.OutputGradient, pass.InputGradient, pass.Batch, pass.Team);
    }
}
