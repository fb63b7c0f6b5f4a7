using Spans.Activations;
using Spans.Chains;
using Spans.Data;
using Spans.Initializers;
using Spans.Layers;
using Spans.Losses;
using Spans.Memory;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Testing;
using Spans.Training;

namespace Spans.Tests.Networks;

/// <summary>The ready-made networks: what they are made of, what they refuse, and that they train.</summary>
public sealed class NetworkCatalogueTests
{
    public static TheoryData<string> Names => new(NetworkCatalogue.All.Select(static entry => entry.Name));

    // Counted by hand: weights and biases of each layer, twice the channels for each batch norm.
    [Theory]
    [InlineData("mlp", 784 * 128 + 128 + 128 * 10 + 10)]
    [InlineData("lenet", 6 * 25 + 6 + 16 * 6 * 25 + 16 + 400 * 120 + 120 + 120 * 84 + 84 + 84 * 10 + 10)]
    [InlineData("cnn-bn", 32 * 9 + 32 * 32 * 9 + 64 * 32 * 9 + 64 * 64 * 9 + 3 * (32 + 32 + 64 + 64) + 49 * 64 * 10 + 10)]
    [InlineData("resnet8",
        16 * 9 + 2 * 16 * 16 * 9 + 32 * 16 * 9 + 32 * 32 * 9 + 32 * 16 + 64 * 32 * 9 + 64 * 64 * 9 + 64 * 32
        + 3 * (3 * 16 + 3 * 32 + 3 * 64) + 64 * 10 + 10)]
    public void Layers_ForMnist_HaveTheParametersOfTheirSource(string name, long parameters)
    {
        using var network =
            new Network([1, 28, 28], NetworkCatalogue.Layers(name, [1, 28, 28], new NetworkOptions { Outputs = 10 }));
        Assert.Equal(parameters, network.ParameterCount);
        Assert.Equal(10, network.Output);
    }

    [Theory, MemberData(nameof(Names))]
    public void Layers_ForColourImagesOfOddSizes_Fit(string name)
    {
        foreach (var input in (Shape[])[[3, 32, 32], [3, 13, 17], [2, 12, 12]])
        {
            using var network = new Network(input, NetworkCatalogue.Layers(name, input, new NetworkOptions { Outputs = 7 }));
            Assert.Equal(7, network.Output);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Layers_OfEveryNetwork_PutBatchNormWhereItFolds(string name)
    {
        var options = new NetworkOptions
        {
            Outputs = 3, BatchNorm = true, Dropout = 0.2f, Activation = new Silu(),
            Weight = new Orthogonal()
        };
        var chains = new Queue<IReadOnlyList<ILayer>>([NetworkCatalogue.Layers(name, [1, 12, 12], options)]);
        var norms = 0;
        while (chains.TryDequeue(out var layers))
        {
            for (var i = 0; i < layers.Count; i++)
            {
                if (layers[i] is Residual residual)
                {
                    chains.Enqueue(residual.Body);
                    chains.Enqueue(residual.Shortcut);
                }
                if (layers[i] is not BatchNorm) continue;
                Assert.True(layers[i - 1] is IFoldTarget { TakesFold: true }, $"{name}: nothing before batch norm {i} takes it.");
                norms++;
            }
        }
        Assert.NotEqual(0, norms);
    }

    [Theory]
    [InlineData("lenet", "[1, 11, 28]", 1, 11, 28)]
    [InlineData("cnn-bn", "4x4", 1, 3, 28)]
    [InlineData("lenet", "[784]", 784)]
    [InlineData("cnn-bn", "[784]", 784)]
    [InlineData("resnet8", "[3, 12]", 3, 12)]
    public void Layers_ForWhatIsNoImageOrTooSmall_SayWhatTheyTake(string name, string word, params int[] extents)
    {
        var e = Assert.Throws<ShapeException>(
            () => NetworkCatalogue.Layers(name, Shape.Create(extents), new NetworkOptions { Outputs = 10 }));
        Assert.Contains(name, e.Message, StringComparison.Ordinal);
        Assert.Contains(word, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_OfANameThatIsNotThere_ListsThoseThatAre()
    {
        var e = Assert.Throws<ArgumentException>(
            () => NetworkCatalogue.Layers("alexnet", [1, 28, 28], new NetworkOptions { Outputs = 10 }));
        foreach (var entry in NetworkCatalogue.All) Assert.Contains(entry.Name, e.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Names))]
    public void Network_Frozen_PredictsWhatItEvaluates(string name) =>
        LayerBattery.FreezesUnchanged(
            [1, 12, 13], [.. NetworkCatalogue.Layers(name, [1, 12, 13], new NetworkOptions { Outputs = 3, BatchNorm = true })]);

    [Theory, MemberData(nameof(Names))]
    [Trait("Category", "Numeric")]
    public void Training_OnAnyNumberOfThreads_GivesTheSameBits(string name)
    {
        var alone = Trained(name, 1);
        Assert.All(alone, static value => Assert.True(float.IsFinite(value)));
        foreach (var threads in (int[])[2, 3, 4, 7])
            Tolerance.CheckBits(alone, Trained(name, threads), $"{name} on {threads} threads");
    }

    [Theory, MemberData(nameof(Names))]
    public void Step_OfEveryNetwork_AllocatesNothing(string name)
    {
        var (inputs, labels) = Images(8);
        foreach (var threads in (int[])[1, 2])
        {
            using var network = Make(name);
            using var trainer = new Trainer(
                network, new SoftmaxCrossEntropy(), new Adam(), new TrainerOptions { BatchSize = 8, Threads = threads });
            Allocation.None(() =>
            {
                trainer.Step(new Batch { Inputs = inputs, Labels = labels, Count = 8 });
                trainer.Step(new Batch { Inputs = inputs.AsSpan(0, 5 * 144), Labels = labels.AsSpan(0, 5), Count = 5 });
            });
        }
    }

    private static float[] Trained(string name, int threads)
    {
        var (inputs, labels) = Images(32);
        using var network = Make(name);
        using var trainer = new Trainer(
            network, new SoftmaxCrossEntropy(), new Adam(), new TrainerOptions { BatchSize = 32, Threads = threads, Seed = 3 });
        for (var step = 0; step < 3; step++) trainer.Step(new Batch { Inputs = inputs, Labels = labels, Count = 32 });
        return [.. network.Parameters, .. network.State];
    }

    private static Network Make(string name) =>
        new([1, 12, 12], NetworkCatalogue.Layers(name, [1, 12, 12], new NetworkOptions { Outputs = 3, Dropout = 0.2f }), seed: 4);

    private static (float[] Inputs, int[] Labels) Images(int rows)
    {
        var random = new System.Random(6);
        return ([.. Enumerable.Range(0, rows * 144).Select(_ => random.NextSingle())],
            [.. Enumerable.Range(0, rows).Select(static i => i % 3)]);
    }
}
