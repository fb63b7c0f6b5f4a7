using Spans.Chains;
using Spans.Layers;
using Spans.Memory;
using Spans.Networks;
using Spans.Testing;

namespace Spans.Tests.Layers;

/// <summary>
/// Layers that change nothing, so that prediction does no two of the others as one: the same folded numbers, one layer after the
/// other.
/// </summary>
internal static class Walls
{
    private const int MaxBatch = 17;

    /// <summary>Requires that prediction gives the bits of one layer after the other, for one row and for more.</summary>
    public static void CheckBits(Shape input, params ILayer[] layers)
    {
        using var network = new Network(input, layers);
        using var walled = new Network(input, [.. layers.SelectMany(
            static (layer, i) => i == 0 || layer is BatchNorm ? [layer] : (ILayer[])[new Wall(), layer])]);
        Fill(network);
        network.Parameters.CopyTo(walled.Parameters);
        network.State.CopyTo(walled.State);
        var name = string.Join(", ", layers.Select(LayerName.Of));
        var random = new System.Random(3);
        var x = new float[MaxBatch * input.Elements];
        foreach (ref var value in x.AsSpan()) value = (float)(4 * random.NextDouble() - 2);
        foreach (var batch in (int[])[1, 3, MaxBatch])
            Tolerance.CheckBits(
                Predicted(walled, x, batch), Predicted(network, x, batch),
                $"{name} of {input} to {network.Output}, batch {batch}");
    }

    private static void Fill(Network network)
    {
        var random = new System.Random(2);
        foreach (ref var value in network.Parameters) value = (float)(2 * random.NextDouble() - 1);
        // Variances are positive.
        foreach (ref var value in network.State) value = 0.2f + (float)random.NextDouble();
    }

    private static float[] Predicted(Network network, float[] x, int batch)
    {
        using var predictor = Predictor.Freeze(network, new FreezeOptions { MaxBatch = MaxBatch });
        var y = new float[batch * network.Output.Elements];
        predictor.Predict(x.AsSpan(0, batch * network.Input.Elements), y, batch);
        return y;
    }

    // y = x
    private sealed class Wall : ILayer
    {
        public LayerSpec Describe(Shape input) => new() { Output = input };

        public void Forward(in ForwardPass pass) => pass.Input.CopyTo(pass.Output);

        public void Backward(in BackwardPass pass) => pass.OutputGradient.CopyTo(pass.InputGradient);
    }
}
