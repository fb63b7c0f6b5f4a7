using System.Globalization;
using Spans.Chains;
using Spans.Memory;
using Spans.Testing;

namespace Spans.Tests.Layers;

/// <summary>Runs a layer over the batches of a golden case and holds everything it computes against the table.</summary>
internal static class GoldenBatches
{
    /// <summary>Outputs, input gradients, parameter gradients and state after every batch.</summary>
    /// <param name="golden">The case: tensors <c>input0</c>, <c>output0</c>, … and each parameter and state by its key.</param>
    /// <param name="name">The case's name, for messages.</param>
    /// <param name="layer">The layer that the case describes.</param>
    /// <param name="prefixed">Whether the keys begin with the layer's path.</param>
    internal static void Check(GoldenCase golden, string name, ILayer layer, bool prefixed)
    {
        var batches = (int)golden.Option("batches");
        var rows = Enumerable.Range(0, batches).Max(i => golden.Tensor($"input{i}").Extents[0]);
        var run = new LayerRun(layer, Shape.Create(golden.Tensor("input0").Extents.AsSpan(1)), rows);
        var tensors = Tensors(run.Plan.Chain, prefixed).ToArray();
        foreach (var (key, slice, isState) in tensors)
            golden.Floats(key).CopyTo(slice.Of((isState ? run.State : run.Parameters).AsSpan()));
        for (var batch = 0; batch < batches; batch++)
        {
            var step = batch.ToString(CultureInfo.InvariantCulture);
            var y = run.Forward(
                golden.Floats("input" + step), golden.Tensor("input" + step).Extents[0], golden.Option("training") != 0);
            Tolerance.Norm.Check(golden.Doubles("output" + step), y, $"{name}: output {step}");
            var dx = run.Backward(golden.Floats("output_gradient" + step));
            // Words have no gradient; of the single layers none takes words.
            if (!prefixed || golden.Has("input_gradient" + step))
                Tolerance.Norm.Check(golden.Doubles("input_gradient" + step), dx, $"{name}: input gradient {step}");
            foreach (var (key, slice, isState) in tensors)
            {
                var what = isState ? key + step : $"{key}_gradient{step}";
                Tolerance.Norm.Check(
                    golden.Doubles(what), slice.Of((isState ? run.State : run.Gradients).AsSpan()), $"{name}: {what}");
            }
        }
    }

    private static IEnumerable<(string Key, Slice Slice, bool IsState)> Tensors(ChainPlan chain, bool prefixed)
    {
        foreach (var layer in chain.Layers)
        {
            var prefix = prefixed ? layer.Path + "." : "";
            foreach (var (spec, slice) in layer.Spec.Parameters.Zip(layer.Parameters))
                yield return (prefix + spec.Name, slice, false);
            foreach (var (spec, slice) in layer.Spec.State.Zip(layer.State)) yield return (prefix + spec.Name, slice, true);
            foreach (var inner in layer.Bodies.SelectMany(body => Tensors(body, prefixed))) yield return inner;
        }
    }
}
