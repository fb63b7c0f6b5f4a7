using Spans.Activations;
using Spans.Chains;
using Spans.Data;
using Spans.Layers;
using Spans.Losses;
using Spans.Memory;
using Spans.Networks;
using Spans.Training;

namespace Spans.Benchmarks;

/// <summary>The networks that all comparisons use; Peers/Scripts/networks.py has the same for the Python peers.</summary>
public sealed record ComparedNetwork(string Name, int[] Sizes, int Batch, bool Tanh, bool Regression)
{
    /// <summary>Batches a training contest takes turns with.</summary>
    public const int Batches = 8;

    public static ComparedNetwork A { get; } = new("a", [784, 128, 10], 32, Tanh: false, Regression: false);
    public static ComparedNetwork B { get; } = new("b", [784, 512, 512, 10], 128, Tanh: false, Regression: false);
    public static ComparedNetwork C { get; } = new("c", [8, 64, 64, 1], 64, Tanh: true, Regression: true);
    public static ComparedNetwork Tiny { get; } = new("tiny", [16, 64, 64, 4], 1, Tanh: true, Regression: true);

    /// <summary>LeNet.</summary>
    public static ComparedNetwork D { get; } = new("d", [784, 10], 64, Tanh: false, Regression: false)
    { Input = [1, 28, 28], Layers = LeNet };

    /// <summary>Four 3x3 convolutions with batch norm.</summary>
    public static ComparedNetwork E { get; } = new("e", [3072, 10], 64, Tanh: false, Regression: false)
    { Input = [3, 32, 32], Layers = BatchNormCnn };

    /// <summary>
    /// 64-128-10 with batch norm: a step so small that sharing it pays only while the cores are near each other.
    /// </summary>
    public static ComparedNetwork Small { get; } = new("small", [64, 10], 64, Tanh: false, Regression: false)
    { Layers = BatchNormMlp };

    public static ComparedNetwork Of(string name) => new[] { A, B, C, D, E, Tiny, Small }.Single(n => n.Name == name);

    /// <summary>The shape of one sample.</summary>
    public Shape Input { get; init; } = [Sizes[0]];

    /// <summary>The layers where they are not dense ones of these sizes.</summary>
    private Func<List<ILayer>>? Layers { get; init; }

    public Network Build()
    {
        if (Layers is not null) return new Network(Input, Layers(), seed: 1);
        IActivation activation = Tanh ? new Tanh() : new Relu();
        List<ILayer> layers = [];
        foreach (var units in Sizes[1..^1]) layers.Add(Dense.Create(units, activation));
        layers.Add(Dense.Create(Sizes[^1], new Identity()));
        return new Network(Sizes[0], layers, seed: 1);
    }

    public Trainer Train(string optimizer, int threads)
    {
        ILoss loss = Regression ? new MeanSquaredError() : new SoftmaxCrossEntropy();
        return new Trainer(
            Build(), loss, ComparedOptimizer.Of(optimizer), new TrainerOptions { BatchSize = Batch, Threads = threads });
    }

    /// <summary>Normal inputs and random targets.</summary>
    public Dataset Data(int rows)
    {
        using var inputs = RandomSlab.Normal(rows * Sizes[0], deviation: 1);
        if (Regression)
        {
            using var values = RandomSlab.Normal(rows * Sizes[^1], deviation: 1);
            return new Dataset(Input, inputs.Span, values.Span);
        }
        var random = new System.Random(3);
        var labels = new int[rows];
        foreach (ref var label in labels.AsSpan()) label = random.Next(Sizes[^1]);
        return new Dataset(Input, inputs.Span, labels) { Classes = Sizes[^1] };
    }

    private static List<ILayer> LeNet() =>
    [
        new Conv2D<Relu>(6, 5, new() { Padding = Padding.Of(2) }), new MaxPool2D(2),
        new Conv2D<Relu>(16, 5), new MaxPool2D(2), new Flatten(),
        new Dense<Relu>(120), new Dense<Relu>(84), new Dense<Identity>(10),
    ];

    private static List<ILayer> BatchNormMlp() =>
        [new Dense<Identity>(128), new BatchNorm(), new ActivationLayer<Relu>(), new Dense<Identity>(10)];

    private static List<ILayer> BatchNormCnn()
    {
        List<ILayer> layers = [];
        foreach (var filters in (int[])[32, 64])
        {
            for (var i = 0; i < 2; i++)
            {
                layers.Add(new Conv2D<Identity>(filters, 3, new() { Padding = Padding.Of(1) }));
                layers.Add(new BatchNorm());
                layers.Add(new ActivationLayer<Relu>());
            }
            layers.Add(new MaxPool2D(2));
        }
        layers.Add(new Flatten());
        layers.Add(new Dense<Identity>(10));
        return layers;
    }
}
