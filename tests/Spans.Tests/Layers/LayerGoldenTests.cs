using Spans.Activations;
using Spans.Chains;
using Spans.Layers;
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
        GoldenBatches.Check(golden, name, Make(golden), prefixed: false);
    }

    private static ILayer Make(GoldenCase golden) => golden.Text("layer") switch
    {
        "prelu" => new PRelu(Flag("per_channel", golden)),
        "batch_norm" => new BatchNorm((float)golden.Option("momentum"), (float)golden.Option("epsilon"), Flag("affine", golden)),
        "dropout" => new Dropout((float)golden.Option("drop")),
        "softmax" => new Softmax(),
        "layer_norm" => new LayerNorm(
            golden.Text("axes") == "all" ? NormalizedAxes.Sample : NormalizedAxes.Last, (float)golden.Option("epsilon"),
            Flag("affine", golden)),
        "flatten" => new Flatten(),
        "activation" => ActivationLayer.Create(ActivationCatalogue.Get(golden.Text("activation"))),
        "dense" => Dense.Create(
            golden.Tensor("weight").Extents[1], ActivationCatalogue.Get(golden.Text("activation")),
            useBias: Flag("bias", golden)),
        var layer => throw new NotSupportedException(layer),
    };

    private static bool Flag(string name, GoldenCase golden) => golden.Option(name) != 0;
}
