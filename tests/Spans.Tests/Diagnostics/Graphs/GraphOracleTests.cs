using Spans.Activations;
using Spans.Chains;
using Spans.Data;
using Spans.Diagnostics.Graphs;
using Spans.Layers;
using Spans.Losses;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Training;

namespace Spans.Tests.Diagnostics.Graphs;

/// <summary>
/// The graph knows nothing of layers: a network written with it, in double, must have the loss and the gradients of the network's
/// own.
/// </summary>
[Trait("Category", "Numeric")]
public class GraphOracleTests
{
    private const int Rows = 6;
    private const int Inputs = 4;
    private const int Hidden = 5;
    private const int Classes = 3;

    public static TheoryData<string> Activations => ["tanh", "sigmoid", "relu", "softplus", "silu", "elu"];

    [Theory]
    [MemberData(nameof(Activations))]
    public void Step_OfTwoDenseLayers_TakesTheGraphsGradients(string activation)
    {
        ILayer[] layers = [Dense.Create(Hidden, ActivationCatalogue.Get(activation)), new Dense<Identity>(Classes)];
        using var network = new Network([Inputs], layers, seed: 3);
        using var trainer = new Trainer(
            network, new SoftmaxCrossEntropy(), new Sgd { LearningRate = 1 }, new TrainerOptions { BatchSize = Rows });
        var inputs = Numbers(Rows * Inputs, 7);
        int[] labels = [0, 2, 1, 1, 0, 2];

        var graph = new ComputationalGraph();
        var x = graph.Variable("x", Rows, Inputs, inputs);
        var tensors = new List<(GraphNode Node, float[] Before, Memory.Slice Place)>();
        GraphNode Tensor(int layer, int parameter, int rows, int columns)
        {
            var place = network.Plan.Chain.Layers[layer].Parameters[parameter];
            var values = place.Of(network.Parameters).ToArray();
            var node = graph.Variable($"{layer}.{parameter}", rows, columns, Array.ConvertAll(values, static v => (double)v));
            tensors.Add((node, values, place));
            return node;
        }
        var z = x.MatMul(Tensor(0, 0, Inputs, Hidden)) + Tensor(0, 1, 1, Hidden);
        var y = z.Map(Function(activation)).MatMul(Tensor(1, 0, Hidden, Classes)) + Tensor(1, 1, 1, Classes);
        var t = graph.Variable("t", Rows, Classes,
            [.. labels.SelectMany(static label => Enumerable.Range(0, Classes).Select(c => c == label ? 1.0 : 0))]);
        var loss = -(y.Softmax() * t).RowSums().Log().Sum() / Rows;
        graph.Backward(loss);

        var result =
            trainer.Step(new Batch { Count = Rows, Inputs = Array.ConvertAll(inputs, static v => (float)v), Labels = labels });
        Assert.Equal(loss.Value, result.Loss, 1e-6);
        foreach (var (node, before, place) in tensors)
        {
            var after = place.Of(network.Parameters);
            for (var i = 0; i < before.Length; i++) Assert.Equal(node.Gradients[i], (double)before[i] - after[i], 2e-6);
        }
    }

    private static GraphFunction Function(string activation) => activation switch
    {
        "tanh" => GraphFunction.Tanh,
        "sigmoid" => GraphFunction.Sigmoid,
        "relu" => GraphFunction.Relu,
        "softplus" => GraphFunction.Softplus,
        "silu" => GraphFunction.Silu,
        _ => GraphFunction.Elu(),
    };

    // What a float holds exactly.
    private static double[] Numbers(int count, int seed)
    {
        var random = new System.Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Math.Round(2 * random.NextDouble() - 1, 3))
            .Select(static v => (double)(float)v)];
    }
}
