using Spans.Chains;

namespace Spans.Networks;

/// <summary>A network's tensors by their path, such as <c>0.weight</c> or <c>2.body.1.running_mean</c>.</summary>
internal static class ModelTensors
{
    /// <summary>Parameters and state.</summary>
    internal static void Visit(ChainPlan chain, ITensorSink sink, string prefix, Span<float> parameters, Span<float> state)
    {
        foreach (var layer in chain.Layers)
        {
            for (var i = 0; i < layer.Parameters.Length; i++)
                sink.Floats(NameOf(prefix, layer, layer.Spec.Parameters[i].Name), layer.Spec.Parameters[i].Shape,
                    layer.Parameters[i].Of(parameters));
            for (var i = 0; i < layer.State.Length; i++)
                sink.Floats(NameOf(prefix, layer, layer.Spec.State[i].Name), layer.Spec.State[i].Shape, layer.State[i].Of(state));
            foreach (var body in layer.Bodies) Visit(body, sink, prefix, parameters, state);
        }
    }

    /// <summary>What is laid out as the parameters are, such as one of an optimizer's moments.</summary>
    internal static void VisitLike(ChainPlan chain, ITensorSink sink, string prefix, Span<float> parameters)
    {
        foreach (var layer in chain.Layers)
        {
            for (var i = 0; i < layer.Parameters.Length; i++)
                sink.Floats(NameOf(prefix, layer, layer.Spec.Parameters[i].Name), layer.Spec.Parameters[i].Shape,
                    layer.Parameters[i].Of(parameters));
            foreach (var body in layer.Bodies) VisitLike(body, sink, prefix, parameters);
        }
    }

    private static string NameOf(string prefix, LayerPlan layer, string tensor) => $"{prefix}{layer.Path}.{tensor}";
}
