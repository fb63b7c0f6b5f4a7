using Spans.Memory;

namespace Spans.Chains;

/// <summary>
/// Lays out one workspace. In training, outputs and saved values are kept side by side; behind them, planes and scratch are a
/// stack: a layer's scratch, then its bodies' planes and scratch, given back when the layer ends. In prediction everything is on
/// the stack.
/// </summary>
internal sealed class WorkspaceLayout(int maxBatch, int members, bool training, bool inputGradient)
{
    private readonly Dictionary<int, Placement> _places = [];
    private int _length;

    /// <summary>Floats of the whole workspace, once placed.</summary>
    internal int Length => _length;

    /// <summary>Floats that outputs and saved values take.</summary>
    internal int KeptLength { get; private set; }

    /// <summary>Where the loss writes its gradient.</summary>
    internal Slice LossGradient { get; private set; }

    internal ChainPlan Place(ChainTree tree, TensorLayout tensors)
    {
        var stack = new SlabLayout();
        if (training) Keep(tree, ref stack);
        KeptLength = stack.Length;
        return Stack(tree, tensors, stack, isBody: false);
    }

    private void Keep(ChainTree tree, ref SlabLayout kept)
    {
        var memory = default(Slice);
        var source = -1;
        var read = false;
        for (var i = 0; i < tree.Nodes.Length; i++)
        {
            var node = tree.Nodes[i];
            var place = new Placement(source);
            if (!node.Spec.Alias)
            {
                // Going back nobody may miss what was overwritten: neither this layer its input, nor any layer before it that
                // left its output here. What a chain is given is never overwritten: it is the user's batch, or kept by a skip.
                place.InPlace = source >= 0 && node.MayOverwrite && (node.Spec.Backward & Reads.Input) == 0 && !read;
                if (!place.InPlace) (memory, read) = (kept.Add((long)maxBatch * node.Spec.Output.Elements), false);
                place.Saved = kept.Add(node.Spec.Saved.For(maxBatch, members));
                source = i;
            }
            read |= (node.Spec.Backward & Reads.Output) != 0;
            place.Output = memory;
            _places[node.Id] = place;
            foreach (var body in node.Bodies) Keep(body, ref kept);
        }
    }

    // Without a way back an output lives until the next layer has read it, so two planes do.
    private void Alternate(ChainTree tree, ref SlabLayout stack)
    {
        Span<long> widths = stackalloc long[2];
        var planes = new int[tree.Nodes.Length];
        var plane = 1;
        var source = -1;
        for (var i = 0; i < planes.Length; i++)
        {
            var node = tree.Nodes[i];
            var place = new Placement(source);
            if (!node.Spec.Alias)
            {
                place.InPlace = source >= 0 && node.MayOverwrite;
                if (!place.InPlace) plane = 1 - plane;
                widths[plane] = Math.Max(widths[plane], node.Spec.Output.Elements);
                source = i;
            }
            planes[i] = plane;
            _places[node.Id] = place;
        }
        var (even, odd) = (stack.Add(maxBatch * widths[0]), stack.Add(maxBatch * widths[1]));
        for (var i = 0; i < planes.Length; i++)
        {
            var node = tree.Nodes[i];
            var place = _places[node.Id];
            if (place.Source < 0 && node.Spec.Alias) continue;
            _places[node.Id] =
                place with { Output = (planes[i] == 0 ? even : odd) with { Length = maxBatch * node.Spec.Output.Elements } };
        }
    }

    private ChainPlan Stack(ChainTree tree, TensorLayout tensors, SlabLayout stack, bool isBody)
    {
        if (training) PlaceGradients(tree, ref stack, isBody);
        else Alternate(tree, ref stack);
        Note(stack);
        var plans = new LayerPlan[tree.Nodes.Length];
        for (var i = 0; i < plans.Length; i++)
        {
            var node = tree.Nodes[i];
            var place = _places[node.Id];
            var inner = stack;
            var scratch = inner.Add(node.Spec.Scratch.For(maxBatch, members));
            Note(inner);
            var bodies = new ChainPlan[node.Bodies.Length];
            for (var b = 0; b < bodies.Length; b++) bodies[b] = Stack(node.Bodies[b], tensors, inner, isBody: true);
            plans[i] = new LayerPlan
            {
                Layer = node.Layer,
                Id = node.Id,
                Path = node.Path,
                Input = node.Input,
                Spec = node.Spec,
                Source = place.Source,
                Parameters = tensors.ParametersOf(node),
                State = tensors.StateOf(node),
                Output = place.Output,
                InputGradient = place.InputGradient,
                Saved = place.Saved,
                Scratch = scratch,
                RunsInPlace = place.InPlace,
                Bodies = bodies,
            };
        }
        return new ChainPlan(tree.Input, plans, maxBatch, members);
    }

    // The gradient alternates between two planes: a layer reads one and writes the other. An alias leaves it where it is.
    private void PlaceGradients(ChainTree tree, ref SlabLayout stack, bool isBody)
    {
        Span<long> widths = stackalloc long[2];
        var layer = 0;
        var needed = isBody || inputGradient;
        foreach (var node in tree.Nodes)
        {
            if (node.Spec.Alias) continue;
            if (layer > 0 || needed) widths[layer % 2] = Math.Max(widths[layer % 2], node.Input.Elements);
            layer++;
        }
        var last = layer % 2;
        if (!isBody) widths[last] = Math.Max(widths[last], tree.Nodes[^1].Spec.Output.Elements);
        var (even, odd) = (stack.Add(maxBatch * widths[0]), stack.Add(maxBatch * widths[1]));
        if (!isBody) LossGradient = (last == 0 ? even : odd) with { Length = maxBatch * tree.Nodes[^1].Spec.Output.Elements };
        layer = 0;
        foreach (var node in tree.Nodes)
        {
            if (node.Spec.Alias) continue;
            if (layer > 0 || needed)
            {
                var plane = layer % 2 == 0 ? even : odd;
                _places[node.Id] =
                    _places[node.Id] with { InputGradient = plane with { Length = maxBatch * node.Input.Elements } };
            }
            layer++;
        }
    }

    private void Note(in SlabLayout layout) => _length = Math.Max(_length, layout.Length);

    // Source: the layer whose output is this one's input; −1 for what the chain is given.
    private record struct Placement(int Source)
    {
        public Slice Output { get; set; }

        public Slice Saved { get; set; }

        public Slice InputGradient { get; set; }

        public bool InPlace { get; set; }
    }
}
