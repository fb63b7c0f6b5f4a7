using System.Globalization;
using System.Numerics.Tensors;
using Spans.Activations;
using Spans.Chains;
using Spans.Memory;

namespace Spans.Layers;

/// <summary>
/// Several chains over the same input, their outputs added, or concatenated along the first axis (channels). A chain without
/// layers is the identity. Source: Szegedy et al. 2015, §4.
/// </summary>
/// <param name="merge">How the outputs become one.</param>
/// <param name="chains">Two or more chains, each first to last.</param>
public sealed class Branches(Merge merge, params IReadOnlyList<IReadOnlyList<ILayer>> chains) : ILayer, IContainer
{
    /// <summary>Branches in the catalogue.</summary>
    public static LayerEntry Entry { get; } = LayerEntry.Of<Branches>(
        "branches",
        static (json, layer) =>
        {
            json.WriteString("merge", layer.Merge == Merge.Add ? "add" : "concatenate");
            json.WriteStartArray("chains");
            foreach (var chain in layer.Chains) LayerCatalogue.Write(json, chain);
            json.WriteEndArray();
        },
        static element =>
        {
            var fields = new JsonFields(element, "A layer of branches", "type", "merge", "chains");
            var merge = fields.String("merge");
            if (merge is not ("add" or "concatenate"))
                throw new FormatException($"A merge is '{merge}' but must be add or concatenate.");
            var chains = new List<IReadOnlyList<ILayer>>();
            foreach (var chain in fields.Array("chains", LayerCatalogue.MaxLayers).EnumerateArray())
                chains.Add(
                    LayerCatalogue.ReadChain(chain, string.Create(CultureInfo.InvariantCulture, $"chains[{chains.Count}]")));
            return new Branches(merge == "add" ? Merge.Add : Merge.Concatenate, chains);
        },
        new(new Branches(Merge.Concatenate, [new Dense<Tanh>(4)], []), 6),
        new(new Branches(Merge.Add, [new Dense<Tanh>(5)], [new Dense<Sigmoid>(5)], [new Dense<Identity>(5)]), 7),
        new(new Branches(
            Merge.Concatenate, [new Conv2D<Tanh>(3, 3, new() { Padding = Padding.Same })], [],
            [new AveragePool2D(3, 1, 1), new Conv2D<Identity>(2, 1)]),
            [2, 5, 4]));

    /// <summary>How the outputs become one.</summary>
    public Merge Merge { get; } = merge;

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<ILayer>> Chains { get; } = chains.Count >= 2 ? [.. chains] : throw new ArgumentException(
        $"chains holds {chains.Count} chains but must hold two or more.", nameof(chains));

    /// <inheritdoc/>
    public LayerSpec Describe(Shape input)
    {
        var bodies = new BodySpec[Chains.Count];
        Shape output = default;
        for (var i = 0; i < bodies.Length; i++)
        {
            bodies[i] = new BodySpec(input, Chains[i]);
            var shape = input;
            foreach (var layer in Chains[i]) shape = layer.Describe(shape).Output;
            output = i == 0 ? shape : Merged(output, shape, i);
        }
        return new LayerSpec
        {
            Output = output,
            Scratch = new Extent(PerSample: output.Elements),
            Backward = Reads.Input,
            Bodies = bodies,
        };
    }

    // y = Σ Fᵢ(x), or [F₀(x), F₁(x), …]
    /// <inheritdoc/>
    public void Forward(in ForwardPass pass)
    {
        var start = 0;
        for (var i = 0; i < Chains.Count; i++)
        {
            var y = pass.Run(i, pass.Input);
            if (Merge == Merge.Concatenate) start = Columns.Put(y, pass.Output, pass.Batch, start);
            else if (i == 0) y.CopyTo(pass.Output);
            else TensorPrimitives.Add(pass.Output, y, pass.Output);
        }
    }

    // dx = Σ Fᵢ'(x) dyᵢ
    /// <inheritdoc/>
    public void Backward(in BackwardPass pass)
    {
        var start = 0;
        for (var i = 0; i < Chains.Count; i++)
        {
            var plan = pass.Plan.Bodies[i];
            var dy = pass.Scratch[..(pass.Batch * plan.Output.Elements)];
            if (Merge == Merge.Concatenate) start = Columns.Take(pass.OutputGradient, dy, pass.Batch, start);
            else pass.OutputGradient.CopyTo(dy);
            var dx = pass.Run(i, pass.Input, dy);
            if (pass.InputGradient.IsEmpty) continue;
            if (i == 0) dx.CopyTo(pass.InputGradient);
            else TensorPrimitives.Add(pass.InputGradient, dx, pass.InputGradient);
        }
    }

    ILayer IContainer.With(IReadOnlyList<IReadOnlyList<ILayer>> chains) => new Branches(Merge, chains);

    private Shape Merged(Shape first, Shape next, int index)
    {
        var fits = first.Rank == next.Rank;
        for (var axis = Merge == Merge.Concatenate ? 1 : 0; fits && axis < first.Rank; axis++) fits = first[axis] == next[axis];
        if (!fits) throw new ShapeException(
            $"cannot {(Merge == Merge.Add ? "add" : "concatenate")} branch {index}, which gives {next}, to {first}");
        if (Merge == Merge.Add) return first;
        Span<int> extents = stackalloc int[first.Rank];
        for (var axis = 0; axis < extents.Length; axis++) extents[axis] = axis == 0 ? first[0] + next[0] : first[axis];
        return Shape.Create(extents);
    }

    /// <summary>Blocks of columns of a row-major matrix.</summary>
    private static class Columns
    {
        // Copies a narrower matrix in at column start and returns the column behind it.
        internal static int Put(ReadOnlySpan<float> from, Span<float> to, int rows, int start)
        {
            int narrow = from.Length / rows, wide = to.Length / rows;
            for (var row = 0; row < rows; row++) from.Slice(row * narrow, narrow).CopyTo(to.Slice(row * wide + start, narrow));
            return start + narrow;
        }

        internal static int Take(ReadOnlySpan<float> from, Span<float> to, int rows, int start)
        {
            int wide = from.Length / rows, narrow = to.Length / rows;
            for (var row = 0; row < rows; row++) from.Slice(row * wide + start, narrow).CopyTo(to.Slice(row * narrow, narrow));
            return start + narrow;
        }
    }
}

/// <summary>How the outputs of branches become one.</summary>
public enum Merge
{
    /// <summary>Element by element.</summary>
    Add,

    /// <summary>Side by side along the first axis.</summary>
    Concatenate,
}
