using Spans.Activations;
using Spans.Chains;
using Spans.Layers;
using Spans.Memory;
using Spans.Networks;

namespace Spans.Tests.Networks;

/// <summary>A network of each example of the layer catalogue, and a few of several layers.</summary>
internal static class NetworkExamples
{
    private static readonly Dictionary<string, (ILayer[] Layers, Shape Input)> s_all = All();

    internal static string[] Names => [.. s_all.Keys];

    /// <summary>A network with parameters and running values as training might leave them.</summary>
    internal static Network Make(string name, ulong seed = 3)
    {
        var (layers, input) = s_all[name];
        var network = new Network(input, layers, seed);
        Shake(network, network.Plan.Chain, new System.Random((int)seed));
        return network;
    }

    /// <summary>Rows that suit the network: whole numbers for an embedding.</summary>
    internal static float[] Rows(Network network, int count, int seed = 7)
    {
        var random = new System.Random(seed);
        var rows = new float[count * network.Input.Elements];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = network.Layers[0] is Embedding table ? random.Next(table.Vocabulary) : random.NextSingle() * 4 - 2;
        return rows;
    }

    private static void Shake(Network network, ChainPlan chain, System.Random random)
    {
        foreach (var layer in chain.Layers)
        {
            foreach (var slice in layer.Parameters)
                foreach (ref var value in slice.Of(network.Parameters)) value += 0.4f * (random.NextSingle() - 0.5f);
            foreach (var slice in layer.State)
                foreach (ref var value in slice.Of(network.State)) value += 0.5f * random.NextSingle();
            foreach (var body in layer.Bodies) Shake(network, body, random);
        }
    }

    private static Dictionary<string, (ILayer[], Shape)> All()
    {
        var all = new Dictionary<string, (ILayer[], Shape)>();
        foreach (var entry in LayerCatalogue.All)
            for (var i = 0; i < entry.Examples.Count; i++)
                all.Add($"{entry.Name} {i}", ([entry.Examples[i].Layer], entry.Examples[i].Input));
        all.Add("dense, batch norm, activation, dropout",
            ([new Dense<Identity>(9), new BatchNorm(), new ActivationLayer<Relu>(), new Dropout(0.3f), new Dense<Identity>(3)],
                11));
        all.Add("dense with activation, batch norm", ([new Dense<Relu>(9), new BatchNorm(), new Dense<Identity>(3)], 11));
        all.Add("dense without bias, batch norm",
            ([new Dense<Identity>(9, useBias: false), new BatchNorm(), new Dense<Identity>(3)], 11));
        all.Add("dense, two batch norms", ([new Dense<Identity>(9), new BatchNorm(), new BatchNorm(affine: false)], 11));
        all.Add("convolution, batch norm, pooling",
            ([new Conv2D<Identity>(6, 3), new BatchNorm(), new ActivationLayer<Relu>(), new MaxPool2D(2),
                new Flatten(), new Dense<Identity>(4)], [2, 10, 10]));
        all.Add("convolutions, each with pooling",
            ([
                new Conv2D<Relu>(6, 5, new() { Padding = Padding.Of(2) }), new MaxPool2D(2), new Conv2D<Tanh>(16, 5),
                new Dropout(0.2f), new MaxPool2D(2),
                new Flatten(), new Dense<Identity>(4),
            ], [1, 28, 28]));
        all.Add("convolution without bias, pooling inside a residual",
            ([
                new Residual([
                    new Conv2D<Silu>(16, 3, new() { UseBias = false, Padding = Padding.Same }), new MaxPool2D(2),
                    new Upsample2D(2),
                    new Conv2D<Identity>(2, 3, new() { Padding = Padding.Same }),
                ]),
                new Flatten(), new Dense<Identity>(3),
            ], [2, 8, 8]));
        all.Add("batch norm inside a residual inside a residual",
            ([new Dense<Tanh>(6), new Residual(
                [new Residual([new Dense<Identity>(6), new BatchNorm(), new Dropout()]), new Dense<Silu>(6)])], 5));
        all.Add("branches with batch norm",
            ([new Branches(
                Merge.Concatenate, [new Dense<Identity>(4), new BatchNorm()], [new Dropout()], []), new Dense<Identity>(2)], 6));
        all.Add("embedding, flatten, dense", ([new Embedding(9, 4), new Flatten(), new Dense<Identity>(3)], 5));
        return all;
    }
}
