using Spans.Activations;
using Spans.Chains;
using Spans.Initializers;
using Spans.Layers;
using Spans.Memory;

namespace Spans.Networks;

/// <summary>
/// LeNet-5: 6 filters of 5x5 over the padded image, maximum pooling, 16 filters of 5x5, maximum pooling, dense layers of 120 and
/// 84. Source: LeCun et al. 1998, fig. 2, with ReLU, maximum pooling and all 16 filters seeing all 6 maps, as is usual today.
/// Weights begin small, as there: <see cref="TorchDefault"/>, which learned MNIST better than He's in three of three seeds.
/// </summary>
internal static class LeNet
{
    internal static IReadOnlyList<ILayer> Layers(Shape input, NetworkOptions options)
    {
        ImageBlock.Check("lenet", input, least: 12);
        options = options with { Weight = options.Weight ?? new TorchDefault() };
        var layers = new List<ILayer>();
        foreach (var (filters, padding) in (ReadOnlySpan<(int, Padding)>)[(6, Padding.Same), (16, Padding.None)])
        {
            var shape = new ConvolutionOptions { Padding = padding };
            if (options.BatchNorm) ImageBlock.Add(layers, filters, 5, shape, options);
            else layers.Add(Conv2D.Create(filters, (5, 5), options.Activation, shape, options.Weight));
            layers.Add(new MaxPool2D(2));
        }
        foreach (var units in (ReadOnlySpan<int>)[120, 84])
        {
            if (options.BatchNorm)
            {
                layers.Add(Dense.Create(units, new Identity(), options.Weight));
                layers.Add(new BatchNorm());
                layers.Add(ActivationLayer.Create(options.Activation));
            }
            else
            {
                layers.Add(Dense.Create(units, options.Activation, options.Weight));
            }
            if (options.Dropout != 0) layers.Add(new Dropout(options.Dropout));
        }
        layers.Add(Dense.Create(options.Outputs, new Identity(), options.Weight));
        return layers;
    }
}
