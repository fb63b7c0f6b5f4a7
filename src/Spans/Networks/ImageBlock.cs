using Spans.Activations;
using Spans.Chains;
using Spans.Initializers;
using Spans.Layers;
using Spans.Memory;

namespace Spans.Networks;

/// <summary>The parts that ready-made networks for images are put together from.</summary>
internal static class ImageBlock
{
    /// <exception cref="ShapeException">The input is no image of <paramref name="least"/> rows and columns or more.</exception>
    internal static void Check(string network, Shape input, int least)
    {
        if (input.Rank != 3)
            throw new ShapeException(
                $"The network {network} takes images of shape [channels, height, width] but the input is {input}.");
        if (input[1] < least || input[2] < least)
            throw new ShapeException($"The network {network} takes images of {least}x{least} or more but the input is {input}.");
    }

    /// <summary>A convolution, batch norm, and then the activation, so that prediction can fold the norm away.</summary>
    internal static void Add(List<ILayer> layers, int filters, int kernel, ConvolutionOptions shape, NetworkOptions options)
    {
        layers.Add(Convolution(filters, kernel, shape, options));
        layers.Add(new BatchNorm());
        layers.Add(ActivationLayer.Create(options.Activation));
    }

    /// <summary>A convolution without activation, initialised for the one that follows.</summary>
    internal static ILayer Convolution(int filters, int kernel, ConvolutionOptions shape, NetworkOptions options) =>
        Conv2D.Create(
        filters, (kernel, kernel), new Identity(), shape, options.Weight ?? DefaultInitializer.For(options.Activation));

    /// <summary>Dropout if asked for, and the linear output.</summary>
    internal static void AddOutput(List<ILayer> layers, NetworkOptions options)
    {
        if (options.Dropout != 0) layers.Add(new Dropout(options.Dropout));
        layers.Add(Dense.Create(options.Outputs, new Identity(), options.Weight));
    }
}
