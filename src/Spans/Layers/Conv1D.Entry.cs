using Spans.Activations;
using Spans.Initializers;

namespace Spans.Layers;

/// <summary>Makes convolutions of one dimension from an activation known only at run time.</summary>
public static class Conv1D
{
    /// <summary>Convolutions of one dimension in the catalogue.</summary>
    public static LayerEntry Entry { get; } = LayerEntry.Of<IConv1D>(
        "conv-1d",
        static (json, layer) =>
        {
            json.WriteNumber("filters", layer.Filters);
            json.WriteNumber("kernel", layer.Kernel);
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
                fields.Integer("filters", 1, int.MaxValue), fields.Integer("kernel", 1, int.MaxValue),
                fields.Has("activation") ? ActivationCatalogue.Read(fields.Element("activation")) : new Identity(),
                ConvolutionOptions.Read(fields),
                fields.Has("weight") ? InitializerCatalogue.Read(fields.Element("weight")) : null);
        },
        [
            new(new Conv1D<Tanh>(5, 3, new ConvolutionOptions { Padding = Padding.Same }), [2, 13]),
            new(new Conv1D<Identity>(4, 2, new ConvolutionOptions { Stride = (1, 2), Dilation = (1, 3), Groups = 2 }), [4, 11]),
        ]);

    /// <summary>A convolution closed over the type of <paramref name="activation"/>.</summary>
    /// <exception cref="ArgumentException">The activation is not in the catalogue: name its type instead.</exception>
    public static IConv1D Create(
        int filters, int kernel, IActivation activation, ConvolutionOptions? options = null, IInitializer? weight = null) =>
        ActivationCatalogue.Visit<Maker, IConv1D>(activation, new Maker(filters, kernel, options, weight));

    private readonly struct Maker(int filters, int kernel, ConvolutionOptions? options, IInitializer? weight)
        : IActivationVisitor<IConv1D>
    {
        public IConv1D Visit<TActivation>(TActivation activation) where TActivation : struct, IActivation =>
            new Conv1D<TActivation>(filters, kernel, options, activation, weight);
    }
}
