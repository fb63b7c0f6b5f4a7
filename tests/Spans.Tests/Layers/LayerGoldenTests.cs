using System.Globalization;
using Spans.Activations;
using Spans.Chains;
using Spans.Layers;
using Spans.Memory;
using Spans.Testing;

namespace Spans.Tests.Layers;

/// <summary>Forward passes, gradients and state over a few batches against PyTorch's.</summary>
[Trait("Category", "Numeric")]
public class LayerGoldenTests
{
    public static TheoryData<string> Cases => new(Golden.Names("layers"));

    [Theory, MemberData(nameof(Cases))]
    public void N2_Layer_OverSeveralBatches_AgreesWithPyTorch(string name)
    {
        var golden = Golden.Case("layers", name);
        var training = golden.Option("training") != 0;
        var batches = (int)golden.Option("batches");
        var rows = Enumerable.Range(0, batches).Max(i => golden.Tensor($"input{i}").Extents[0]);
        var run = new LayerRun(Make(golden), Shape.Create(golden.Tensor("input0").Extents.AsSpan(1)), rows);
        var spec = run.Layer.Spec;
        for (var i = 0; i < spec.Parameters.Length; i++) golden.Floats(spec.Parameters[i].Name).CopyTo(run.Parameter(i));
        for (var i = 0; i < spec.State.Length; i++) golden.Floats(spec.State[i].Name).CopyTo(run.Layer.State[i].Of(run.State.AsSpan()));
        for (var batch = 0; batch < batches; batch++)
        {
            var step = batch.ToString(CultureInfo.InvariantCulture);
            var y = run.Forward(golden.Floats("input" + step), golden.Tensor("input" + step).Extents[0], training);
            Tolerance.Norm.Check(golden.Doubles("output" + step), y, $"{name}: output {step}");
            var dx = run.Backward(golden.Floats("output_gradient" + step));
            Tolerance.Norm.Check(golden.Doubles("input_gradient" + step), dx, $"{name}: input gradient {step}");
            for (var i = 0; i < spec.Parameters.Length; i++)
            {
                var gradient = $"{spec.Parameters[i].Name}_gradient{step}";
                Tolerance.Norm.Check(golden.Doubles(gradient), run.Gradient(i), $"{name}: {gradient}");
            }
            foreach (var (state, slice) in spec.State.Zip(run.Layer.State))
                Tolerance.Norm.Check(golden.Doubles(state.Name + step), slice.Of(run.State.AsSpan()), $"{name}: {state.Name} {step}");
        }
    }

    private static ILayer Make(GoldenCase golden) => golden.Text("layer") switch
    {
        "prelu" => new PRelu(Flag("per_channel", golden)),
        "batch_norm" => new BatchNorm((float)golden.Option("momentum"), (float)golden.Option("epsilon"), Flag("affine", golden)),
        "dropout" => new Dropout((float)golden.Option("drop")),
        "softmax" => new Softmax(),
        "layer_norm" => new LayerNorm(
            golden.Text("axes") == "all" ? NormalizedAxes.Sample : NormalizedAxes.Last, (float)golden.Option("epsilon"), Flag("affine", golden)),
        "flatten" => new Flatten(),
        "activation" => ActivationLayer.Create(ActivationCatalogue.Get(golden.Text("activation"))),
        "dense" => Dense.Create(
            golden.Tensor("weight").Extents[1], ActivationCatalogue.Get(golden.Text("activation")), useBias: Flag("bias", golden)),
        var layer => throw new NotSupportedException(layer),
    };

    private static bool Flag(string name, GoldenCase golden) => golden.Option(name) != 0;
}
