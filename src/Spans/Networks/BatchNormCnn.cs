using Spans.Chains;
using Spans.Layers;
using Spans.Memory;

namespace Spans.Networks;

/// <summary>
/// Twice two 3x3 convolutions, of 32 and then of 64 filters, each with batch norm and activation, and maximum pooling; then a
/// linear output. The small relative of VGG. Source: Simonyan and Zisserman 2015; batch norm by Ioffe and Szegedy 2015.
/// </summary>
internal static class BatchNormCnn
{
    internal static IReadOnlyList<ILayer> Layers(Shape input, NetworkOptions options)
    {
        ImageBlock.Check("cnn-bn", input, least: 4);
        var shape = new ConvolutionOptions { Padding = Padding.Same };
        var layers = new List<ILayer>();
        foreach (var filters in (ReadOnlySpan<int>)[32, 64])
        {
            ImageBlock.Add(layers, filters, 3, shape, options);
            ImageBlock.Add(layers, filters, 3, shape, options);
            layers.Add(new MaxPool2D(2));
        }
        ImageBlock.AddOutput(layers, options);
        return layers;
    }
}
