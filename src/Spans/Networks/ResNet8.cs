using Spans.Activations;
using Spans.Chains;
using Spans.Layers;
using Spans.Memory;

namespace Spans.Networks;

/// <summary>
/// A 3x3 convolution and three residual blocks of two, of 16, 32 and 64 filters, the second and third at half the size of the one
/// before; then the mean of each channel and a linear output. Source: He et al. 2016, §4.2, with one block a stage instead of
/// three and more.
/// </summary>
internal static class ResNet8
{
    internal static IReadOnlyList<ILayer> Layers(Shape input, NetworkOptions options)
    {
        ImageBlock.Check("resnet8", input, least: 1);
        var layers = new List<ILayer>();
        ImageBlock.Add(layers, 16, 3, Shape(1), options);
        foreach (var (filters, stride) in (ReadOnlySpan<(int, int)>)[(16, 1), (32, 2), (64, 2)])
        {
            var body = new List<ILayer>();
            ImageBlock.Add(body, filters, 3, Shape(stride), options);
            body.Add(ImageBlock.Convolution(filters, 3, Shape(1), options));
            body.Add(new BatchNorm());
            // A way around that changes size and channels is a 1x1 convolution; the others are the identity.
            List<ILayer> shortcut = stride == 1 ? []
                : [Conv2D.Create(filters, (1, 1), new Identity(), Shape(stride)), new BatchNorm()];
            layers.Add(new Residual(body, shortcut));
            layers.Add(ActivationLayer.Create(options.Activation));
        }
        layers.Add(new GlobalAveragePool());
        ImageBlock.AddOutput(layers, options);
        return layers;
    }

    private static ConvolutionOptions Shape(int stride) => new() { Stride = (stride, stride), Padding = Padding.Same };
}
