using Spans.Memory;

namespace Spans.Chains;

/// <summary>
/// Lays out one workspace. In training, outputs and saved values are kept side by side; behind them, planes and scratch are a stack:
/// a layer's scratch, then its bodies' planes and scratch, given back when the layer ends. In prediction everything is on the stack.
/// </summary>
internal sealed class WorkspaceLayout(int maxBatch, int members, bool training)
{
    private int _length;

    /// <summary>Floats of the whole workspace, once placed.</summary>
    internal int Length => _length;

    /// <summary>Floats that outputs and saved values take.</summary>
    internal int KeptLength { get; private set; }

    internal ChainPlan Place(ChainTree tree, TensorLayout tensors)
    {
        var kept = new SlabLayout();
        var outputs = new Dictionary<int, (Slice Output, Slice Saved, bool InPlace)>();
        if (training) Keep(tree, ref kept, outputs);
        KeptLength = _length = kept.Length;
        return Stack(tree, tensors, kept, outputs, isBody: false);
    }

    private void Keep(ChainTree tree, ref SlabLayout kept, Dictionary<int, (Slice, Slice, bool)> outputs)
    {
        var previous = default(Slice);
        for (var i = 0; i < tree.Nodes.Length; i++)
        {
            var node = tree.Nodes[i];
            var inPlace = i > 0 && MayRunInPlace(node, tree.Nodes[i - 1]);
            var output = inPlace ? previous : kept.Add((long)maxBatch * node.Spec.Output.Elements);
            outputs[node.Id] = (output, kept.Add(node.Spec.Saved.For(maxBatch, members)), inPlace);
            foreach (var body in node.Bodies) Keep(body, ref kept, outputs);
            previous = output;
        }
    }

    // Going back nobody may miss what was overwritten: neither this layer its input nor the one before it its output.
    // The first layer of a chain never runs in place: its input is the user's batch, or is kept by a skip.
    private static bool MayRunInPlace(LayerNode node, LayerNode previous) =>
        node.Spec.InPlace && node.Spec.Output.Elements == node.Input.Elements
        && (node.Spec.Backward & Reads.Input) == 0 && (previous.Spec.Backward & Reads.Output) == 0;

    private ChainPlan Stack(
        ChainTree tree, TensorLayout tensors, SlabLayout stack, Dictionary<int, (Slice Output, Slice Saved, bool InPlace)> kept, bool isBody)
    {
        var nodes = tree.Nodes;
        var planes = training ? GradientPlanes(tree, ref stack, isBody) : default;
        var outputPlanes = training ? default : OutputPlanes(tree, ref stack);
        Note(stack);
        var plans = new LayerPlan[nodes.Length];
        var plane = 1;
        for (var i = 0; i < nodes.Length; i++)
        {
            var node = nodes[i];
            Slice output, saved = default;
            bool inPlace;
            if (training)
            {
                (output, saved, inPlace) = kept[node.Id];
            }
            else
            {
                inPlace = i > 0 && node.Spec.InPlace && node.Spec.Output.Elements == node.Input.Elements;
                if (!inPlace) plane = 1 - plane;
                var range = plane == 0 ? outputPlanes.Even : outputPlanes.Odd;
                output = range with { Length = maxBatch * node.Spec.Output.Elements };
            }
            var inner = stack;
            var scratch = inner.Add(node.Spec.Scratch.For(maxBatch, members));
            Note(inner);
            var bodies = new ChainPlan[node.Bodies.Length];
            for (var b = 0; b < bodies.Length; b++) bodies[b] = Stack(node.Bodies[b], tensors, inner, kept, isBody: true);
            plans[i] = new LayerPlan
            {
                Layer = node.Layer,
                Id = node.Id,
                Path = node.Path,
                Input = node.Input,
                Spec = node.Spec,
                Parameters = tensors.ParametersOf(node),
                State = tensors.StateOf(node),
                Output = output,
                Saved = saved,
                Scratch = scratch,
                RunsInPlace = inPlace,
                Bodies = bodies,
            };
        }
        return new ChainPlan(tree.Input, plans, planes);
    }

    // Layer i writes its input gradient to plane i mod 2 and so reads its output gradient from the other.
    private (Slice Even, Slice Odd) GradientPlanes(ChainTree tree, ref SlabLayout stack, bool isBody)
    {
        var nodes = tree.Nodes;
        var widths = new long[2];
        for (var i = isBody ? 0 : 1; i < nodes.Length; i++) widths[i % 2] = Math.Max(widths[i % 2], nodes[i].Input.Elements);
        var last = nodes.Length % 2;
        if (!isBody) widths[last] = Math.Max(widths[last], nodes[^1].Spec.Output.Elements);
        return (stack.Add(maxBatch * widths[0]), stack.Add(maxBatch * widths[1]));
    }

    private (Slice Even, Slice Odd) OutputPlanes(ChainTree tree, ref SlabLayout stack)
    {
        var widths = new long[2];
        var plane = 1;
        for (var i = 0; i < tree.Nodes.Length; i++)
        {
            var node = tree.Nodes[i];
            var inPlace = i > 0 && node.Spec.InPlace && node.Spec.Output.Elements == node.Input.Elements;
            if (!inPlace) plane = 1 - plane;
            widths[plane] = Math.Max(widths[plane], node.Spec.Output.Elements);
        }
        return (stack.Add(maxBatch * widths[0]), stack.Add(maxBatch * widths[1]));
    }

    private void Note(in SlabLayout layout) => _length = Math.Max(_length, layout.Length);
}
