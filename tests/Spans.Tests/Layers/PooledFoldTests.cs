using Spans.Activations;
using Spans.Chains;
using Spans.Layers;
using Spans.Memory;
using Spans.Networks;

namespace Spans.Tests.Layers;

/// <summary>Prediction's one pass over a convolution, a folded batch norm, an activation and a pool.</summary>
[Trait("Category", "Numeric")]
public class PooledFoldTests
{
    public static TheoryData<string> Activations => [.. ActivationCatalogue.All.Select(static activation => activation.Name)];

    // Lanes of filters and of pixels, ones that other kernels do better, windows cut off, padding, one dimension.
    private static (Shape Input, ILayer Layer)[] Convolutions { get; } =
    [
        ([1, 28, 28], new Conv2D<Identity>(6, 5, new() { Padding = new Padding(2, 2, 2, 2) })),
        ([6, 14, 14], new Conv2D<Identity>(16, 5)),
        ([2, 10, 13], new Conv2D<Identity>(5, 3, new() { Padding = Padding.Same })),
        ([3, 3, 3], new Conv2D<Identity>(16, 2)),
        ([32, 8, 8], new Conv2D<Identity>(32, 3, new() { Padding = Padding.Same })),
        ([4, 9, 9], new Conv2D<Identity>(8, 3, new() { Groups = 2, Stride = (2, 1) })),
        ([3, 20], new Conv1D<Identity>(5, 3)),
    ];

    [Theory, MemberData(nameof(Activations))]
    public void Freeze_OfConvolutionNormActivationPool_GivesTheBitsOfOneAfterTheOther(string name)
    {
        Assert.True(ActivationCatalogue.TryGet(name, out var activation));
        foreach (var (input, convolution) in Convolutions)
        {
            Walls.CheckBits(input, convolution, new BatchNorm(), ActivationLayer.Create(activation));
            if (input.Rank == 2) continue;
            Walls.CheckBits(input, convolution, new BatchNorm(), ActivationLayer.Create(activation), new MaxPool2D(2));
            Walls.CheckBits(input, convolution, new BatchNorm(), ActivationLayer.Create(activation), new AveragePool2D(2));
        }
    }

    // By hand: a 1x1 convolution passes windows of 1, 2, 3 and 4 on; a norm of scale −1 and variance 1 − ε makes −4 of their
    // maximum. Turned before the pool, it would make −1.
    [Fact]
    public void Freeze_OfANormThatTurnsTheSignBehindAPool_KeepsTheLargest()
    {
        using var network = new Network(
            [1, 2, 32], [new Conv2D<Identity>(1, 1), new MaxPool2D(2), new BatchNorm(epsilon: 0.25f)]);
        var layers = network.Plan.Chain.Layers;
        layers[0].Parameters[0].Of(network.Parameters)[0] = 1;
        layers[2].Parameters[0].Of(network.Parameters)[0] = -1;
        layers[2].State[1].Of(network.State)[0] = 0.75f;
        var x = new float[64];
        for (var i = 0; i < 64; i++) x[i] = 1 + i % 2 + 2 * (i / 32);
        Assert.All(Predicted(network, x, 1), static y => Assert.Equal(-4, y));
    }

    [Fact]
    public void Freeze_OfLeNetWithBatchNorm_RunsConvolutionsAndPoolsInOnePass()
    {
        using var network = new Network([1, 28, 28],
            [new Conv2D<Identity>(6, 5, new() { Padding = Padding.Of(2) }), new BatchNorm(), new ActivationLayer<Relu>(),
                new MaxPool2D(2), new Conv2D<Identity>(16, 5), new BatchNorm(), new ActivationLayer<Relu>(), new MaxPool2D(2),
                new Flatten(), new Dense<Relu>(32), new Dense<Identity>(10)]);
        using var frozen = FrozenChain.Of(network, maxBatch: 1);
        Assert.Equal(
            ["PooledConv2D(Relu)", "PooledConv2D(Relu)", "Flatten", "PackedDense(Relu)", "PackedDense(Identity)"],
            frozen.Plan.Chain.Layers.Select(static layer => LayerName.Of(layer.Layer)));
        Assert.NotNull(frozen.Rows);
    }

    private static float[] Predicted(Network network, float[] x, int batch)
    {
        using var predictor = Predictor.Freeze(network, new FreezeOptions { MaxBatch = batch });
        var y = new float[batch * network.Output.Elements];
        predictor.Predict(x.AsSpan(0, batch * network.Input.Elements), y, batch);
        return y;
    }
}
