namespace Spans.Chains;

/// <summary>Runs a planned chain of layers over one batch.</summary>
public static class Chain
{
    /// <summary>Runs every layer in turn.</summary>
    /// <param name="plan">The chain.</param>
    /// <param name="context">The buffers, the batch and the mode.</param>
    /// <param name="input">[batch, input].</param>
    /// <param name="observer">Sees every layer.</param>
    /// <returns>[batch, output]: in the workspace, or the input itself if the chain is empty.</returns>
    public static ReadOnlySpan<float> Forward<TObserver>(
        ChainPlan plan, scoped in PassContext context, ReadOnlySpan<float> input, scoped ref TObserver observer)
        where TObserver : struct, IPassObserver
    {
        foreach (var layer in plan.Layers)
        {
            var pass = new ForwardPass(context, layer, input, OutputOf(layer, context));
            layer.Layer.Forward(pass);
            observer.AfterForward(pass);
            input = pass.Output;
        }
        return input;
    }

    /// <summary>Runs every layer backwards, last to first.</summary>
    /// <param name="plan">The chain.</param>
    /// <param name="context">As given to the forward pass.</param>
    /// <param name="input">[batch, input] as given to the forward pass.</param>
    /// <param name="outputGradient">[batch, output]; destroyed.</param>
    /// <param name="wantsInputGradient">Whether the first layer computes its input gradient.</param>
    /// <param name="observer">Sees every layer.</param>
    /// <returns>[batch, input], or empty.</returns>
    public static Span<float> Backward<TObserver>(
        ChainPlan plan, scoped in PassContext context, ReadOnlySpan<float> input, Span<float> outputGradient,
        bool wantsInputGradient, scoped ref TObserver observer)
        where TObserver : struct, IPassObserver
    {
        for (var i = plan.Layers.Length - 1; i >= 0; i--)
        {
            var layer = plan.Layers[i];
            var layerInput = i == 0 ? input : OutputOf(plan.Layers[i - 1], context);
            var plane = i % 2 == 0 ? plan.GradientPlanes.Even : plan.GradientPlanes.Odd;
            var inputGradient = i > 0 || wantsInputGradient
                ? context.Workspace.Slice(plane.Offset, context.Batch * layer.Input.Elements)
                : default;
            var pass = new BackwardPass(context, layer, layerInput, OutputOf(layer, context), outputGradient, inputGradient);
            layer.Layer.Backward(pass);
            observer.AfterBackward(pass);
            outputGradient = inputGradient;
        }
        return wantsInputGradient ? outputGradient : default;
    }

    private static Span<float> OutputOf(LayerPlan layer, scoped in PassContext context) =>
        context.Workspace.Slice(layer.Output.Offset, context.Batch * layer.Spec.Output.Elements);
}
