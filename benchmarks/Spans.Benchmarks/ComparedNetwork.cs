using Spans.Activations;
using Spans.Chains;
using Spans.Data;
using Spans.Layers;
using Spans.Losses;
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

    public static ComparedNetwork Of(string name) => new[] { A, B, C, Tiny }.Single(n => n.Name == name);

    public Network Build()
    {
        IActivation activation = Tanh ? new Tanh() : new Relu();
        List<ILayer> layers = [];
        foreach (var units in Sizes[1..^1]) layers.Add(Dense.Create(units, activation));
        layers.Add(Dense.Create(Sizes[^1], new Identity()));
        return new Network(Sizes[0], layers, seed: 1);
    }

    public Trainer Train(string optimizer, int threads)
    {
        ILoss loss = Regression ? new MeanSquaredError() : new SoftmaxCrossEntropy();
        return new Trainer(Build(), loss, ComparedOptimizer.Of(optimizer), new TrainerOptions { BatchSize = Batch, Threads = threads });
    }

    /// <summary>Normal inputs and random targets.</summary>
    public Dataset Data(int rows)
    {
        using var inputs = RandomSlab.Normal(rows * Sizes[0], deviation: 1);
        if (Regression)
        {
            using var values = RandomSlab.Normal(rows * Sizes[^1], deviation: 1);
            return new Dataset(Sizes[0], inputs.Span, values.Span);
        }
        var random = new System.Random(3);
        var labels = new int[rows];
        foreach (ref var label in labels.AsSpan()) label = random.Next(Sizes[^1]);
        return new Dataset(Sizes[0], inputs.Span, labels) { Classes = Sizes[^1] };
    }
}
