using System.Numerics.Tensors;
using Spans.Activations;
using Spans.Chains;
using Spans.Memory;

namespace Spans.Layers;

/// <summary>
/// y = F(x) + S(x): a chain with a way around it. The shortcut S is the identity where it has no layers; then F keeps the shape.
/// Source: He et al. 2016, §3.
/// </summary>
/// <param name="body">F, first to last.</param>
/// <param name="shortcut">S, first to last; none for the identity.</param>
public sealed class Residual(IReadOnlyList<ILayer> body, IReadOnlyList<ILayer>? shortcut = null) : ILayer, IContainer
{
    /// <summary>Residual layers in the catalogue.</summary>
    public static LayerEntry Entry { get; } = LayerEntry.Of<Residual>(
        "residual",
        static (json, layer) =>
        {
            json.WritePropertyName("body");
            LayerCatalogue.Write(json, layer.Body);
            json.WritePropertyName("shortcut");
            LayerCatalogue.Write(json, layer.Shortcut);
        },
        static element =>
        {
            var fields = new JsonFields(element, "A residual layer", "type", "body", "shortcut");
            return new Residual(
                LayerCatalogue.ReadChain(fields.Element("body"), "body"),
                fields.Has("shortcut") ? LayerCatalogue.ReadChain(fields.Element("shortcut"), "shortcut") : null);
        },
        new(new Residual([new Dense<Tanh>(9), new Dense<Identity>(6)]), 6),
        new(new Residual([new Dense<Tanh>(5)], [new Dense<Identity>(5)]), 7),
        new(new Residual(
            [new Conv2D<Tanh>(4, 3, new() { Stride = (2, 2), Padding = Padding.Same }), new ActivationLayer<Silu>()],
            [new Conv2D<Identity>(4, 1, new() { Stride = (2, 2) })]), [2, 5, 4]));

    /// <summary>F, first to last.</summary>
    public IReadOnlyList<ILayer> Body { get; } = [.. body];

    /// <summary>S, first to last; empty for the identity.</summary>
    public IReadOnlyList<ILayer> Shortcut { get; } = [.. shortcut ?? []];

    /// <inheritdoc/>
    public LayerSpec Describe(Shape input)
    {
        var output = ShapeOf(input, Body);
        var around = ShapeOf(input, Shortcut);
        if (output != around)
            throw new ShapeException($"adds a body that gives {output} to a shortcut that gives {around}: they must agree");
        return new LayerSpec
        {
            Output = output,
            Scratch = new Extent(PerSample: output.Elements),
            Backward = Reads.Input,
            Bodies = Shortcut.Count == 0 ? [new(input, Body)] : [new(input, Body), new(input, Shortcut)],
        };
    }

    // y = F(x) + S(x)
    /// <inheritdoc/>
    public void Forward(in ForwardPass pass)
    {
        var y = pass.Run(0, pass.Input);
        y.CopyTo(pass.Output);
        TensorPrimitives.Add(pass.Output, Shortcut.Count == 0 ? pass.Input : pass.Run(1, pass.Input), pass.Output);
    }

    // dx = F'(x) dy + S'(x) dy
    /// <inheritdoc/>
    public void Backward(in BackwardPass pass)
    {
        var dy = pass.OutputGradient;
        // Going back through the body destroys its gradient, and the shortcut needs one too.
        var copy = pass.Scratch[..dy.Length];
        dy.CopyTo(copy);
        var dx = pass.Run(0, pass.Input, copy);
        if (!pass.InputGradient.IsEmpty) dx.CopyTo(pass.InputGradient);
        var around = Shortcut.Count == 0 ? dy : pass.Run(1, pass.Input, dy);
        if (!pass.InputGradient.IsEmpty) TensorPrimitives.Add(pass.InputGradient, around, pass.InputGradient);
    }

    IReadOnlyList<IReadOnlyList<ILayer>> IContainer.Chains => Shortcut.Count == 0 ? [Body] : [Body, Shortcut];

    ILayer IContainer.With(IReadOnlyList<IReadOnlyList<ILayer>> chains) =>
        new Residual(chains[0], chains.Count > 1 ? chains[1] : null);

    private static Shape ShapeOf(Shape input, IReadOnlyList<ILayer> layers)
    {
        foreach (var layer in layers) input = layer.Describe(input).Output;
        return input;
    }
}
