using System.Globalization;
using System.Text.Json;
using Spans.Chains;
using Spans.Layers;
using Spans.Memory;
using Spans.Testing;

namespace Spans.Tests.Layers;

/// <summary>
/// Every option of the layers for images, chains inside layers and a small network whole against PyTorch: outputs, input gradients,
/// parameter gradients and running values.
/// </summary>
[Trait("Category", "Numeric")]
public class ImageGoldenTests
{
    public static TheoryData<string> Cases => new(Golden.Names("images"));

    [Theory, MemberData(nameof(Cases))]
    public void Layer_ForImages_AgreesWithPyTorch(string name)
    {
        var golden = Golden.Case("images", name);
        using var json = JsonDocument.Parse(golden.Text("json"));
        var batches = (int)golden.Option("batches");
        var rows = Enumerable.Range(0, batches).Max(i => golden.Tensor($"input{i}").Extents[0]);
        var run = new LayerRun(LayerCatalogue.Read(json.RootElement), Shape.Create(golden.Tensor("input0").Extents.AsSpan(1)), rows);
        var tensors = Tensors(run.Plan.Chain).ToArray();
        foreach (var (key, slice, isState) in tensors) golden.Floats(key).CopyTo(slice.Of((isState ? run.State : run.Parameters).AsSpan()));
        for (var batch = 0; batch < batches; batch++)
        {
            var step = batch.ToString(CultureInfo.InvariantCulture);
            var y = run.Forward(golden.Floats("input" + step), golden.Tensor("input" + step).Extents[0], golden.Option("training") != 0);
            Tolerance.Norm.Check(golden.Doubles("output" + step), y, $"{name}: output {step}");
            var dx = run.Backward(golden.Floats("output_gradient" + step));
            // Words have no gradient.
            if (golden.Has("input_gradient" + step)) Tolerance.Norm.Check(golden.Doubles("input_gradient" + step), dx, $"{name}: input gradient {step}");
            foreach (var (key, slice, isState) in tensors)
            {
                var what = isState ? key + step : $"{key}_gradient{step}";
                Tolerance.Norm.Check(golden.Doubles(what), slice.Of((isState ? run.State : run.Gradients).AsSpan()), $"{name}: {what}");
            }
        }
    }

    private static IEnumerable<(string Key, Slice Slice, bool IsState)> Tensors(ChainPlan chain)
    {
        foreach (var layer in chain.Layers)
        {
            foreach (var (spec, slice) in layer.Spec.Parameters.Zip(layer.Parameters)) yield return ($"{layer.Path}.{spec.Name}", slice, false);
            foreach (var (spec, slice) in layer.Spec.State.Zip(layer.State)) yield return ($"{layer.Path}.{spec.Name}", slice, true);
            foreach (var inner in layer.Bodies.SelectMany(Tensors)) yield return inner;
        }
    }
}
