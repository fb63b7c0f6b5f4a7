using System.Runtime.CompilerServices;

namespace Spans.Chains;

/// <summary>Runs a planned chain of layers over one batch.</summary>
public static class Chain
{
    /// <summary>Runs every layer in turn.</summary>
    /// <param name="plan">The chain.</param>
    /// <param name="context">The buffers, the batch and the mode.</param>
    /// <param name="input">[batch, input].</param>
    /// <param name="observer">Sees every layer but aliases, and those inside bodies.</param>
    /// <returns>[batch, output]: in the workspace, or the input itself if no layer computes anything.</returns>
    /// <exception cref="ArgumentException">The batch or the team is larger than planned, or the input does not hold the
    /// batch.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ReadOnlySpan<float> Forward<TObserver>(
        ChainPlan plan, scoped in PassContext context, ReadOnlySpan<float> input, scoped ref TObserver observer)
        where TObserver : struct, IPassObserver
    {
        Check(plan, context, input.Length);
        var inside = BodyObserver.Of(ref observer);
        foreach (var layer in plan.Layers)
        {
            if (layer.Spec.Alias) continue;
            var output = OutputOf(layer, context);
            var pass = new ForwardPass(context, layer, input, output, inside);
            layer.Forward(pass);
            observer.AfterForward(pass);
            input = output;
        }
        return input;
    }

    /// <summary>Runs every layer backwards, last to first.</summary>
    /// <param name="plan">The chain.</param>
    /// <param name="context">As given to the forward pass.</param>
    /// <param name="input">[batch, input] as given to the forward pass.</param>
    /// <param name="outputGradient">[batch, output]; destroyed.</param>
    /// <param name="wantsInputGradient">Whether the first layer computes its input gradient; a network must be planned for
    /// it.</param>
    /// <param name="observer">Sees every layer but aliases, and those inside bodies.</param>
    /// <returns>[batch, input], or empty.</returns>
    /// <exception cref="ArgumentException">The batch or the team is larger than planned, or a span does not hold the
    /// batch.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Span<float> Backward<TObserver>(
        ChainPlan plan, scoped in PassContext context, ReadOnlySpan<float> input, Span<float> outputGradient,
        bool wantsInputGradient, scoped ref TObserver observer)
        where TObserver : struct, IPassObserver
    {
        Check(plan, context, input.Length);
        Throw.IfNotLength(outputGradient.Length, (long)context.Batch * plan.Output.Elements);
        var inside = BodyObserver.Of(ref observer);
        for (var i = plan.Layers.Length - 1; i >= 0; i--)
        {
            var layer = plan.Layers[i];
            if (layer.Spec.Alias) continue;
            var first = layer.Source < 0;
            if (first && wantsInputGradient && layer.InputGradient.Length == 0)
                Throw.Argument(nameof(wantsInputGradient), "The network was planned without an input gradient.");
            var layerInput = first ? input : OutputOf(plan.Layers[layer.Source], context);
            var inputGradient = first && !wantsInputGradient
                ? default
                : context.Workspace.Slice(layer.InputGradient.Offset, context.Batch * layer.Input.Elements);
            var pass = new BackwardPass(
                context, layer, layerInput, OutputOf(layer, context), outputGradient, inputGradient, inside);
            layer.Backward(pass);
            observer.AfterBackward(pass);
            outputGradient = inputGradient;
        }
        return wantsInputGradient ? outputGradient : default;
    }

    private static Span<float> OutputOf(LayerPlan layer, scoped in PassContext context) =>
        context.Workspace.Slice(layer.Output.Offset, context.Batch * layer.Spec.Output.Elements);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Check(ChainPlan plan, scoped in PassContext context, int inputLength)
    {
        if ((uint)(context.Batch - 1) >= (uint)plan.MaxBatch)
            Throw.OutOfRange("batch", context.Batch, $"between 1 and {plan.MaxBatch}, the batch it was planned for");
        if (context.Training && context.Batch < plan.MinimumBatch)
            Throw.OutOfRange("batch", context.Batch,
                $"{plan.MinimumBatch} or more in training: a layer normalises over the batch, and one row has no variance");
        if (context.Team.Members > plan.Members)
            Throw.OutOfRange("team", context.Team.Members, $"at most {plan.Members} members, as planned");
        Throw.IfNotLength(inputLength, (long)context.Batch * plan.Input.Elements, "input");
    }
}
