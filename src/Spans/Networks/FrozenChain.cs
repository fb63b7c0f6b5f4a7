using Spans.Chains;
using Spans.Kernels;
using Spans.Memory;
using Spans.Threading;

namespace Spans.Networks;

/// <summary>A network's layers rewritten for prediction, with their own copy of what was learned.</summary>
internal sealed class FrozenChain : IDisposable
{
    private readonly Slab _parameters;
    private readonly Slab _state;

    private FrozenChain(MemoryPlan plan)
    {
        Plan = plan;
        // A thread's workspace is made at its first call: what could never be had is refused now.
        MemoryBudget.Require(sizeof(float) * ((long)plan.ParameterLength + plan.StateLength + plan.WorkspaceLength),
            "Predicting with this network and MaxBatch");
        _parameters = Slab.Rent(plan.ParameterLength);
        _state = Slab.Rent(plan.StateLength);
    }

    internal MemoryPlan Plan { get; }

    /// <summary>
    /// The same network for a single row where it is nothing but dense and pooled layers of moderate width; else null.
    /// </summary>
    internal PackedRows? Rows { get; private set; }

    internal static FrozenChain Of(Network network, int maxBatch)
    {
        using var parameters = Slab.Rent(network.Plan.ParameterLength);
        network.Parameters.CopyTo(parameters.Span);
        var kept = Fold(network.Plan.Chain, parameters.Span, network.State);
        var layers = Freeze(kept);
        // A network of nothing but dropout still predicts: as the identity.
        if (layers.Count == 0) layers.Add(new PassThrough());
        var chain = new FrozenChain(Planner.Plan(network.Input, layers, maxBatch, members: 1, training: false));
        chain.Take(kept, parameters.Span, network.State, chain.Plan.Chain);
        chain.Rows = chain.RowsOf(chain.Plan.Chain);
        return chain;
    }

    /// <summary>Runs the batch and returns the raw output, in the workspace.</summary>
    internal ReadOnlySpan<float> Run(ReadOnlySpan<float> input, Span<float> workspace, int batch)
    {
        var context = new PassContext
        {
            Parameters = _parameters.Span,
            State = _state.Span,
            Workspace = workspace,
            Team = Team.Single,
            Batch = batch,
            GlobalBatch = batch,
        };
        var none = new NoObserver();
        return Chain.Forward(Plan.Chain, context, input, ref none);
    }

    public void Dispose()
    {
        _parameters.Dispose();
        _state.Dispose();
    }

    // The layers that prediction runs; scales and shifts of those that fold go into the copied parameters.
    private static List<Kept> Fold(ChainPlan chain, Span<float> parameters, Span<float> state)
    {
        var kept = new List<Kept>(chain.Layers.Length);
        foreach (var plan in chain.Layers)
        {
            if (plan.Spec.Inference == InferenceRole.Skip) continue;
            // What stands for two takes nothing more: behind a maximum, a scale below 0 is another's.
            var last = kept.Count > 0 && kept[^1].Fused is null ? kept[^1] : null;
            if (plan.Spec.Inference == InferenceRole.Fold && plan.Layer is IFoldable foldable
                && last?.Layer is IFoldTarget { TakesFold: true } target)
            {
                var channels = plan.Input[0];
                var scale = new float[channels];
                var shift = new float[channels];
                foldable.Fold(new LayerTensors(plan, parameters, state), scale, shift);
                target.Absorb(new LayerTensors(last.Source, parameters, state), scale, shift);
                continue;
            }
            if (last is not null && plan.Layer is IMergeable mergeable && mergeable.Into(last.Layer) is { } merged)
            {
                kept[^1] = last with { Layer = merged };
                continue;
            }
            if (last?.Layer is IFusable fusable && fusable.Fuse(plan.Layer, last.Source.Input) is { } fused)
            {
                kept[^1] = last with { Fused = fused };
                continue;
            }
            var bodies = new List<Kept>[plan.Bodies.Length];
            for (var i = 0; i < bodies.Length; i++) bodies[i] = Fold(plan.Bodies[i], parameters, state);
            kept.Add(new Kept(plan, plan.Layer, bodies));
        }
        return kept;
    }

    private static List<ILayer> Freeze(List<Kept> kept)
    {
        var layers = new List<ILayer>(kept.Count);
        foreach (var (_, layer, bodies, fused) in kept)
        {
            layers.Add(fused ?? layer switch
            {
                IFreezable freezable => freezable.Freeze(),
                IContainer container =>
                    container.With(Array.ConvertAll(bodies, static IReadOnlyList<ILayer> (body) => Freeze(body))),
                _ => layer,
            });
        }
        return layers;
    }

    private void Take(List<Kept> kept, Span<float> parameters, Span<float> state, ChainPlan frozen)
    {
        for (var i = 0; i < kept.Count; i++)
        {
            var (source, layer, bodies, fused) = kept[i];
            var from = new LayerTensors(source, parameters, state);
            var to = new LayerTensors(frozen.Layers[i], _parameters.Span, _state.Span);
            if (fused is not null)
            {
                fused.Pack(from, to);
                continue;
            }
            if (layer is IFreezable freezable)
            {
                freezable.Pack(from, to);
                continue;
            }
            for (var j = 0; j < source.Parameters.Length; j++) from.Parameter(j).CopyTo(to.Parameter(j));
            for (var j = 0; j < source.State.Length; j++) from.State(j).CopyTo(to.State(j));
            for (var j = 0; j < bodies.Length; j++) Take(bodies[j], parameters, state, frozen.Layers[i].Bodies[j]);
        }
    }

    private PackedRows? RowsOf(ChainPlan frozen)
    {
        var steps = new List<PackedRowStep>(frozen.Layers.Length);
        foreach (var plan in frozen.Layers)
        {
            if (plan.Spec.Alias) continue;
            if (plan.Layer is not IRowLayer layer || (steps.Count > 0 && plan.Input.Elements > PackedRows.MaxUnits)) return null;
            if (layer.Row(new LayerTensors(plan, _parameters.Span, _state.Span), plan.Input.Elements) is not { } step)
                return null;
            steps.Add(step);
        }
        return steps.Count == 0 ? null : new PackedRows([.. steps], _parameters);
    }

    /// <summary>
    /// A layer that prediction keeps, what does its work over its tensors, what is kept of the chains inside, and what stands for
    /// it and the one behind it.
    /// </summary>
    private sealed record Kept(LayerPlan Source, ILayer Layer, List<Kept>[] Bodies, IFused? Fused = null);

    private sealed class PassThrough : ILayer
    {
        public LayerSpec Describe(Shape input) => new() { Output = input };

        public void Forward(in ForwardPass pass) => pass.Input.CopyTo(pass.Output);

        public void Backward(in BackwardPass pass) => pass.OutputGradient.CopyTo(pass.InputGradient);
    }
}
