using Spans.Activations;
using Spans.Initializers;

namespace Spans.Layers;

/// <summary>Makes convolutions of two dimensions from an activation known only at run time.</summary>
public static class Conv2D
{
    /// <summary>Convolutions of two dimensions in the catalogue.</summary>
    public static LayerEntry Entry { get; } = LayerEntry.Of<IConv2D>(
        "conv-2d",
        static (json, layer) =>
        {
            json.WriteNumber("filters", layer.Filters);
            json.WritePair("kernel", layer.Kernel);
            json.WritePropertyName("activation");
            ActivationCatalogue.Write(json, layer.Activation);
            layer.Options.Write(json);
            json.WritePropertyName("weight");
            InitializerCatalogue.Write(json, layer.Weight);
        },
        static element =>
        {
            var fields = new JsonFields(
                element, "A convolution", "type", "filters", "kernel", "activation", "stride", "padding", "dilation", "groups",
                "use_bias", "weight");
            return Create(
                fields.Integer("filters", 1, int.MaxValue), fields.Pair("kernel"),
                fields.Has("activation") ? ActivationCatalogue.Read(fields.Element("activation")) : new Identity(),
                ConvolutionOptions.Read(fields),
                fields.Has("weight") ? InitializerCatalogue.Read(fields.Element("weight")) : null);
        },
        [
            new(new Conv2D<Relu>(5, 3, new ConvolutionOptions { Padding = Padding.Same }), [2, 6, 7]),
            new(new Conv2D<Silu>(4, (3, 2),
                new ConvolutionOptions { Stride = (2, 1), Padding = new Padding(1, 0, 2, 1), Dilation = (1, 2), Groups = 2 }),
                [4, 8, 7]),
            new(new Conv2D<Identity>(3, 2, new ConvolutionOptions { Groups = 3, UseBias = false }), [3, 5, 4]),
        ]);

    /// <summary>A convolution closed over the type of <paramref name="activation"/>.</summary>
    /// <exception cref="ArgumentException">The activation is not in the catalogue: name its type instead.</exception>
    public static IConv2D Create(
        int filters, (int Y, int X) kernel, IActivation activation, ConvolutionOptions? options = null,
        IInitializer? weight = null) =>
        ActivationCatalogue.Visit<Maker, IConv2D>(activation, new Maker(filters, kernel, options, weight));

    private readonly struct Maker(int filters, (int Y, int X) kernel, ConvolutionOptions? options, IInitializer? weight)
        : IActivationVisitor<IConv2D>
    {
        public IConv2D Visit<TActivation>(TActivation activation) where TActivation : struct, IActivation =>
            new Conv2D<TActivation>(filters, kernel, options, activation, weight);
    }
}
