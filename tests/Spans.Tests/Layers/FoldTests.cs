using Spans.Activations;
using Spans.Chains;
using Spans.Layers;
using Spans.Memory;
using Spans.Networks;
using Spans.Testing;

namespace Spans.Tests.Layers;

/// <summary>What prediction does with layers that fold into the one before them, or drop out.</summary>
[Trait("Category", "Numeric")]
public class FoldTests
{
    private static readonly ConvolutionOptions s_same = new() { Padding = Padding.Same };

    public static TheoryData<string> Cases => [.. Chains.Keys];

    private static Dictionary<string, (Shape Input, ILayer[] Layers)> Chains { get; } = new()
    {
        ["batch norm behind dense"]
        = (9, [new Dense<Identity>(21), new BatchNorm(), new ActivationLayer<Tanh>(), new Dense<Identity>(3)]),
        ["batch norm without scale behind dense"] =
            (9, [new Dense<Identity>(21), new BatchNorm(affine: false), new ActivationLayer<Relu>()]),
        ["batch norm behind a convolution"] =
            ([2, 6, 5], [new Conv2D<Identity>(3, 3, s_same), new BatchNorm(), new ActivationLayer<Relu>()]),
        ["batch norm behind an activation"] = (9, [new Dense<Tanh>(5), new BatchNorm()]),
        ["batch norm behind dense without bias"] = (9, [new Dense<Identity>(5, useBias: false), new BatchNorm()]),
        ["batch norm first"] = (9, [new BatchNorm(), new Dense<Tanh>(5)]),
        ["batch norm twice"] = (9, [new Dense<Identity>(5), new BatchNorm(), new BatchNorm(0.2f)]),
        ["batch norm of flattened channels"] = ([3, 4], [new Conv1D<Identity>(2, 3, s_same), new Flatten(), new BatchNorm()]),
        ["batch norm in a residual"] =
            (9, [new Residual([new Dense<Identity>(9), new BatchNorm(), new ActivationLayer<Relu>()])]),
        ["dropout scaled at test behind dense"] =
            (9, [new Dense<Identity>(5), new Dropout(0.3f, DropoutScaling.AtTest), new Dense<Tanh>(4)]),
        ["dropout scaled at test behind an activation"] =
            (9, [new Dense<Relu>(5), new Dropout(0.3f, DropoutScaling.AtTest), new Dense<Tanh>(4)]),
        ["dropout scaled at test of an image"] =
            ([2, 6, 5], [new Conv2D<Identity>(3, 3), new Dropout(0.3f, DropoutScaling.AtTest)]),
        ["dropout between dense layers"] = (9, [new Dense<Relu>(5), new Dropout(0.5f), new Dense<Identity>(3)]),
        ["dropout between dense and batch norm"] = (9, [new Dense<Identity>(5), new Dropout(0.5f), new BatchNorm()]),
        ["batch norm between a convolution and its pool"] =
            ([2, 9, 9], [new Conv2D<Identity>(16, 2), new BatchNorm(), new ActivationLayer<Relu>(), new MaxPool2D(2)]),
        ["batch norm between a convolution and its mean"] =
            ([2, 9, 9], [new Conv2D<Identity>(16, 2), new BatchNorm(), new ActivationLayer<Relu>(), new AveragePool2D(2)]),
        ["batch norm behind a pooled convolution"] =
            ([2, 9, 9], [new Conv2D<Identity>(16, 2), new MaxPool2D(2), new BatchNorm()]),
        ["batch norm behind a convolution and its activation"] =
            ([2, 9, 9], [new Conv2D<Identity>(16, 2), new ActivationLayer<Tanh>(), new BatchNorm(), new MaxPool2D(2)]),
        ["batch norm in pooled branches"] = ([2, 9, 9], [new Branches(
            Merge.Concatenate, [new Conv2D<Identity>(16, 2), new BatchNorm(), new ActivationLayer<Relu>(), new MaxPool2D(2)],
            [new MaxPool2D(2)])]),
        ["nothing but dropout"] = (9, [new Dropout(0.5f)]),
        ["nothing but a change of shape"] = ([3, 4], [new Flatten()]),
    };

    [Theory, MemberData(nameof(Cases))]
    public void Freeze_OfAChain_PredictsWhatItEvaluates(string name)
    {
        var (input, layers) = Chains[name];
        LayerBattery.FreezesUnchanged(input, layers);
    }

    [Theory]
    [InlineData("batch norm behind dense", 2)]
    [InlineData("batch norm twice", 1)]
    [InlineData("batch norm behind an activation", 2)]
    [InlineData("batch norm behind dense without bias", 2)]
    [InlineData("batch norm first", 2)]
    [InlineData("dropout scaled at test behind dense", 2)]
    [InlineData("dropout scaled at test behind an activation", 3)]
    [InlineData("dropout between dense layers", 2)]
    [InlineData("dropout between dense and batch norm", 1)]
    [InlineData("batch norm behind a convolution", 1)]
    [InlineData("batch norm between a convolution and its pool", 1)]
    [InlineData("batch norm between a convolution and its mean", 1)]
    [InlineData("batch norm behind a pooled convolution", 2)]
    [InlineData("batch norm behind a convolution and its activation", 3)]
    public void Freeze_OfAChain_KeepsSoManyLayers(string name, int layers)
    {
        using var network = new Network(Chains[name].Input, Chains[name].Layers);
        using var frozen = FrozenChain.Of(network, maxBatch: 1);
        Assert.Equal(layers, frozen.Plan.Chain.Layers.Length);
    }
}
