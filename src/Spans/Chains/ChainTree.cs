using System.Globalization;
using Spans.Memory;

namespace Spans.Chains;

/// <summary>The layers of a chain with their descriptions, before any memory is laid out.</summary>
internal sealed record ChainTree(Shape Input, LayerNode[] Nodes)
{
    internal static ChainTree Describe(Shape input, IReadOnlyList<ILayer> layers)
    {
        var id = 0;
        return Describe(input, layers, "", ref id);
    }

    private static ChainTree Describe(Shape input, IReadOnlyList<ILayer> layers, string prefix, ref int id)
    {
        var nodes = new LayerNode[layers.Count];
        var shape = input;
        for (var i = 0; i < nodes.Length; i++)
        {
            var path = prefix + i.ToString(CultureInfo.InvariantCulture);
            var layer = layers[i] ?? throw new ArgumentException($"Layer {path} is null.", nameof(layers));
            var own = id++;
            LayerSpec spec;
            try
            {
                spec = layer.Describe(shape);
            }
            catch (ShapeException e)
            {
                var given = i == 0 ? $"the input is {shape}"
                    : $"layer {prefix}{i - 1} ({LayerName.Of(layers[i - 1])}) gives {shape}";
                throw new ShapeException($"Layer {path} ({LayerName.Of(layer)}) {e.Message} but {given}.", e);
            }
            if (spec.Alias && (
                spec.Output.Elements != shape.Elements || spec.Parameters.Length + spec.State.Length + spec.Bodies.Length != 0))
                throw new ArgumentException(
                    $"Layer {path} ({LayerName.Of(layer)}) is an alias but changes the elements or has tensors.", nameof(layers));
            var bodies = new ChainTree[spec.Bodies.Length];
            for (var b = 0; b < bodies.Length; b++)
            {
                var body = spec.Bodies[b];
                var name = bodies.Length == 1 ? "body" : "body" + b.ToString(CultureInfo.InvariantCulture);
                bodies[b] = Describe(body.Input, body.Layers, $"{path}.{name}.", ref id);
            }
            nodes[i] = new LayerNode(layer, own, path, shape, spec, bodies);
            shape = spec.Output;
        }
        return new ChainTree(input, nodes);
    }
}

/// <summary>One described layer.</summary>
internal sealed record LayerNode(ILayer Layer, int Id, string Path, Shape Input, LayerSpec Spec, ChainTree[] Bodies)
{
    /// <summary>Whether the output fits where the input is and the layer can write it there.</summary>
    internal bool MayOverwrite => Spec.InPlace && Spec.Output.Elements == Input.Elements;
}
