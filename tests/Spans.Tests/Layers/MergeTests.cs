using Spans.Activations;
using Spans.Chains;
using Spans.Layers;
using Spans.Networks;

namespace Spans.Tests.Layers;

/// <summary>Prediction gives a dense layer the activation layer behind it, where a batch norm was folded away between.</summary>
[Trait("Category", "Numeric")]
public class MergeTests
{
    public static TheoryData<string> Activations => [.. ActivationCatalogue.All.Select(static activation => activation.Name)];

    // Less than a register, whole ones, one and some; without a bias nothing folds, but the activation does merge.
    private static Dense<Identity>[] Products { get; } =
        [new(1), new(5), new(16), new(21), new(64), new(97), new(21, useBias: false)];

    [Theory, MemberData(nameof(Activations))]
    public void Freeze_OfDenseNormActivation_GivesTheBitsOfOneAfterTheOther(string name)
    {
        Assert.True(ActivationCatalogue.TryGet(name, out var activation));
        var layer = ActivationLayer.Create(activation);
        foreach (var dense in Products)
        {
            Walls.CheckBits(37, dense, layer);
            if (dense.UseBias) Walls.CheckBits(37, dense, new BatchNorm(), layer);
        }
        Walls.CheckBits(
            37, new Dense<Identity>(21), new BatchNorm(), layer, new Dense<Identity>(40), new BatchNorm(), layer,
            new Dense<Identity>(3));
    }

    [Theory, MemberData(nameof(Activations))]
    public void Freeze_OfAnMlpWithBatchNorm_PredictsARowWithoutAPass(string name)
    {
        Assert.True(ActivationCatalogue.TryGet(name, out var activation));
        var layer = ActivationLayer.Create(activation);
        using var network = new Network(9, [new Dense<Identity>(21), new BatchNorm(), layer, new Dense<Identity>(3)]);
        using var frozen = FrozenChain.Of(network, maxBatch: 1);
        Assert.Equal(2, frozen.Plan.Chain.Layers.Length);
        Assert.NotNull(frozen.Rows);
    }

    [Fact]
    public void Freeze_OfMergedLayers_NamesOneLayerEach()
    {
        Assert.Equal(["PackedDense(Tanh)", "PackedDense(Identity)"],
            Frozen(new Dense<Identity>(21), new BatchNorm(), new ActivationLayer<Tanh>(), new Dense<Identity>(3)));
        // A convolution's row is flat before the dense layer behind it.
        Assert.Equal(["PackedDense(Tanh)"], Frozen(new Flatten(), new Dense<Identity>(5), new ActivationLayer<Tanh>())[1..]);
        // Behind f = 1 · x, a norm still folds.
        Assert.Equal(["PackedDense(Relu)"],
            Frozen(new Dense<Identity>(5), new ActivationLayer<Identity>(), new BatchNorm(), new ActivationLayer<Relu>()));
    }

    // Over a row, of learned slopes, or behind an activation already: nothing for a dense layer to do element by element.
    [Fact]
    public void Freeze_OfWhatIsNoElementwiseActivation_StaysApart()
    {
        Assert.Equal(["PackedDense(Identity)", "Softmax"], Frozen(new Dense<Identity>(5), new BatchNorm(), new Softmax()));
        Assert.Equal(["PackedDense(Identity)", "PRelu"], Frozen(new Dense<Identity>(5), new BatchNorm(), new PRelu()));
        Assert.Equal(["PackedDense(Identity)", "LayerNorm"], Frozen(new Dense<Identity>(5), new LayerNorm()));
        Assert.Equal(["PackedDense(Relu)", "ActivationLayer(Tanh)"], Frozen(new Dense<Relu>(5), new ActivationLayer<Tanh>()));
        Assert.Equal(["PackedDense(Tanh)", "BatchNorm", "ActivationLayer(Relu)"],
            Frozen(new Dense<Identity>(5), new ActivationLayer<Tanh>(), new BatchNorm(), new ActivationLayer<Relu>()));
    }

    private static string[] Frozen(params ILayer[] layers)
    {
        using var network = new Network(9, layers);
        using var frozen = FrozenChain.Of(network, maxBatch: 1);
        return [.. frozen.Plan.Chain.Layers.Select(static layer => LayerName.Of(layer.Layer))];
    }
}
