using Spans.Activations;
using Spans.Data;
using Spans.Layers;
using Spans.Losses;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Testing;
using Spans.Training;

namespace Spans.Tests.Training;

/// <summary>
/// Every layer with every loss and every optimizer: a warm step allocates nothing, nor does the smaller last batch.
/// </summary>
public sealed class AllocationMatrixTests
{
    private const int Outputs = 4;
    private const int Rows = 8;
    private const int LastRows = 5;

    public static TheoryData<string, int> Layers
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var entry in LayerCatalogue.All)
                for (var i = 0; i < entry.Examples.Count; i++) data.Add(entry.Name, i);
            return data;
        }
    }

    [Theory, MemberData(nameof(Layers))]
    public void M1_Step_EveryLossAndOptimizerOnOneAndTwoThreads_AllocatesNothing(string name, int example)
    {
        var (layer, input) = LayerCatalogue.All.Single(entry => entry.Name == name).Examples[example];
        var inputs = new float[Rows * input.Elements];
        // Whole numbers below 7, which the embedding takes too.
        for (var i = 0; i < inputs.Length; i++) inputs[i] = i * 5 % 7;
        foreach (var entry in LossCatalogue.All)
            foreach (var optimizer in OptimizerCatalogue.All)
                foreach (var threads in (int[])[1, 2])
                {
                    // Losses on probabilities need some: the last activation is a sigmoid.
                    using var network = new Network(input, [layer, new Flatten(), new Dense<Sigmoid>(Outputs)], seed: 1);
                    using var trainer = new Trainer(
                        network, entry.Example, optimizer, new TrainerOptions { BatchSize = Rows, Threads = threads });
                    var bytes = Bytes(trainer, inputs, Values(entry.Example));
                    Assert.True(
                        bytes == 0, $"{name} {example}, {entry.Name}, {optimizer.Name}, {threads} threads: {bytes} bytes.");
                }
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public void M1_Step_EveryLayerLossAndOptimizerInAProcessOfTheirOwn_AllocatesNothingOnAnyThread(string threads) =>
        Allocation.NoneInProcess("EveryLayer", threads);

    private static long Bytes(Trainer trainer, float[] inputs, float[] values)
    {
        int width = inputs.Length / Rows, targets = values.Length / Rows;
        var updated = true;
        var bytes = Allocation.Bytes(() =>
        {
            updated &= trainer.Step(new Batch { Inputs = inputs, Values = values, Count = Rows }).Updated;
            updated &= trainer.Step(new Batch
            {
                Inputs = inputs.AsSpan(0, LastRows * width),
                Values = values.AsSpan(0, LastRows * targets),
                Count = LastRows,
            }).Updated;
        }, warmUp: 2, steps: 3);
        Assert.True(updated, $"{trainer.Loss.Name} with {trainer.Optimizer.Name} was no finite number: nothing was trained.");
        return bytes;
    }

    private static float[] Values(ILoss loss)
    {
        var values = new float[Rows * loss.Targets(Outputs)];
        for (var i = 0; i < values.Length; i++) values[i] = i % 5 * 0.2f;
        return values;
    }
}
