using Spans.Activations;
using Spans.Initializers;

namespace Spans.Layers;

/// <summary>Makes dense layers from an activation known only at run time.</summary>
public static class Dense
{
    /// <summary>Dense layers in the catalogue.</summary>
    public static LayerEntry Entry { get; } = LayerEntry.Of<IDense>(
        "dense",
        static (json, layer) =>
        {
            json.WriteNumber("units", layer.Units);
            json.WritePropertyName("activation");
            ActivationCatalogue.Write(json, layer.Activation);
            json.WriteBoolean("use_bias", layer.UseBias);
            json.WritePropertyName("weight");
            InitializerCatalogue.Write(json, layer.Weight);
        },
        static element =>
        {
            var fields = new JsonFields(element, "A dense layer", "type", "units", "activation", "use_bias", "weight");
            return Create(
                fields.Integer("units", 1, int.MaxValue),
                fields.Has("activation") ? ActivationCatalogue.Read(fields.Element("activation")) : new Identity(),
                fields.Has("weight") ? InitializerCatalogue.Read(fields.Element("weight")) : null,
                fields.Boolean("use_bias", true));
        },
        [
            new(new Dense<Identity>(5), 7),
            new(new Dense<Relu>(17), 33),
            new(new Dense<Tanh>(3, useBias: false), [2, 3, 2]),
            new(new Dense<Gelu>(20), 4),
        ]);

    /// <summary>A <see cref="Dense{TActivation}"/> closed over the type of <paramref name="activation"/>.</summary>
    /// <exception cref="ArgumentException">The activation is not in the catalogue: name its type, <c>new
    /// Dense&lt;Mine&gt;(units)</c>.</exception>
    public static IDense Create(int units, IActivation activation, IInitializer? weight = null, bool useBias = true) =>
        ActivationCatalogue.Visit<Maker, IDense>(activation, new Maker(units, weight, useBias));

    private readonly struct Maker(int units, IInitializer? weight, bool useBias) : IActivationVisitor<IDense>
    {
        public IDense Visit<TActivation>(TActivation activation) where TActivation : struct, IActivation =>
            new Dense<TActivation>(units, activation, weight, useBias);
    }
}
