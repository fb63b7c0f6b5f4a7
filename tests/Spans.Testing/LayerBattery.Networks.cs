using System.Text.Json;
using Spans.Chains;
using Spans.Layers;
using Spans.Memory;
using Spans.Networks;
using Xunit;

namespace Spans.Testing;

public static partial class LayerBattery
{
    /// <summary>
    /// A frozen network predicts what the network evaluates, and a row's bits do not depend on the batch it is in.
    /// </summary>
    public static void FreezesUnchanged(Shape input, params IReadOnlyList<ILayer> layers)
    {
        var name = string.Join(", ", layers.Select(LayerName.Of));
        using var network = Shaken(input, layers);
        var x = Inputs(layers[0], 1, Rows * input.Elements);
        var evaluated = new float[Rows * network.Output.Elements];
        network.Forward(x, evaluated, Rows);
        using var predictor = Predictor.Freeze(network, new FreezeOptions { MaxBatch = Rows });
        float[] predicted = new float[evaluated.Length], alone = new float[evaluated.Length];
        predictor.Predict(x, predicted, Rows);
        Tolerance.Norm.Check(evaluated, predicted, $"{name}: frozen output");
        int inputs = input.Elements, outputs = network.Output.Elements;
        for (var row = 0; row < Rows; row++)
            predictor.Predict(x.AsSpan(row * inputs, inputs), alone.AsSpan(row * outputs, outputs));
        Tolerance.CheckBits(predicted, alone, $"{name}: frozen output row by row");
    }

    /// <summary>What is written to a file and read again is the same layer with the same numbers, bit for bit.</summary>
    public static void SurvivesAFile(ILayer layer, Shape input)
    {
        var name = LayerName.Of(layer);
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "model.safetensors");
        using var network = Shaken(input, [layer]);
        network.Save(path);
        using var loaded = Network.Load(path);
        Tolerance.CheckBits(network.Parameters, loaded.Parameters, $"{name}: parameters from a file");
        Tolerance.CheckBits(network.State, loaded.State, $"{name}: state from a file");
        Assert.Equal(Json(network.Layers), Json(loaded.Layers));
        var x = Inputs(layer, 1, Rows * input.Elements);
        float[] y = new float[Rows * network.Output.Elements], again = new float[y.Length];
        network.Forward(x, y, Rows);
        loaded.Forward(x, again, Rows);
        Tolerance.CheckBits(y, again, $"{name}: output of the network from a file");
    }

    private static Network Shaken(Shape input, IReadOnlyList<ILayer> layers)
    {
        var network = new Network(input, layers, seed: 5);
        Shake(network.Plan.Chain, network);
        return network;
    }

    private static void Shake(ChainPlan chain, Network network)
    {
        foreach (var layer in chain.Layers)
        {
            for (var i = 0; i < layer.Parameters.Length; i++)
                Move(layer.Parameters[i].Of(network.Parameters), 7 + 10 * i + 100 * layer.Id, 0.1f, signed: true);
            for (var i = 0; i < layer.State.Length; i++)
                Move(layer.State[i].Of(network.State), 9 + 10 * i + 100 * layer.Id, 0.4f, signed: false);
            foreach (var body in layer.Bodies) Shake(body, network);
        }
    }

    private static void Move(Span<float> values, int seed, float by, bool signed)
    {
        var random = new System.Random(seed);
        foreach (ref var value in values) value += by * ((float)random.NextDouble() - (signed ? 0.5f : 0));
    }

    private static string Json(IReadOnlyList<ILayer> layers)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) LayerCatalogue.Write(json, layers);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
