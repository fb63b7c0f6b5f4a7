using Spans.Activations;

namespace Spans.Layers;

/// <summary>Makes activation layers from an activation known only at run time.</summary>
public static class ActivationLayer
{
    /// <summary>Activation layers in the catalogue.</summary>
    public static LayerEntry Entry { get; } = LayerEntry.Of<IActivationLayer>(
        "activation",
        static (json, layer) =>
        {
            json.WritePropertyName("activation");
            ActivationCatalogue.Write(json, layer.Activation);
        },
        static element => Create(ActivationCatalogue.Read(
            new JsonFields(element, "An activation layer", "type", "activation").Element("activation"))),
        [
            new(new ActivationLayer<Relu>(), 19),
            new(new ActivationLayer<Silu>(), [3, 5]),
            new(new ActivationLayer<LeakyRelu>(new LeakyRelu(0.2f)), 33),
        ]);

    /// <summary>An <see cref="ActivationLayer{TActivation}"/> closed over the type of <paramref name="activation"/>.</summary>
    /// <exception cref="ArgumentException">The activation is not in the catalogue: name its type instead.</exception>
    public static IActivationLayer Create(IActivation activation) =>
        ActivationCatalogue.Visit<Maker, IActivationLayer>(activation, default);

    private readonly struct Maker : IActivationVisitor<IActivationLayer>
    {
        public IActivationLayer Visit<TActivation>(TActivation activation) where TActivation : struct, IActivation =>
            new ActivationLayer<TActivation>(activation);
    }
}
