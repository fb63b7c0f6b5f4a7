using Spans.Activations;
using Spans.Data;
using Spans.Layers;
using Spans.Losses;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Training;

namespace Spans.Tests.Training;

// Which steps run on the team and which on its caller alone depends on time, what they compute must not.
public sealed class TrainerSharingTests
{
    private const int Rows = 100;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void N7_Fit_StepsSharedOrAloneByChance_GivesTheBitsOfOneThread(int threads)
    {
        var clock = new ErraticClock();
        var (expected, scores) = Train(threads: 1, TimeProvider.System);
        var (parameters, evaluated) = Train(threads, clock);
        Assert.Equal(expected, parameters);
        Assert.Equal(scores, evaluated);
        // On a single processor nothing is shared.
        Assert.True(Environment.ProcessorCount == 1 || clock.Reads > 100,
            $"{clock.Reads} reads: too few trials for the test to mean something.");
    }

    private static (float[] Parameters, double Loss) Train(int threads, TimeProvider clock)
    {
        var inputs = new float[Rows * 64];
        for (var i = 0; i < inputs.Length; i++) inputs[i] = MathF.Sin(i * 0.37f);
        var labels = new int[Rows];
        for (var i = 0; i < Rows; i++) labels[i] = i * 7 % 10;
        var data = new Dataset(64, inputs, labels);
        using var network = new Network(
            64, [new Dense<Identity>(128), new BatchNorm(), new ActivationLayer<Relu>(),
                new Dropout(0.2f), new Dense<Identity>(10)], seed: 9);
        using var trainer = new Trainer(network, new SoftmaxCrossEntropy(), new Adam { LearningRate = 1e-4f },
            new TrainerOptions { BatchSize = 64, Epochs = 400, Threads = threads, Clock = clock });
        // Every epoch ends in a batch of 36 rows.
        trainer.Fit(data);
        var loss = 0.0;
        for (var i = 0; i < 200; i++) loss += trainer.Evaluate(data).Loss;
        return (network.Parameters.ToArray(), loss);
    }

    // Microseconds between two looks: sides win and lose by chance, a few pieces to a block.
    private sealed class ErraticClock : TimeProvider
    {
        private readonly System.Random _random = new(4);
        private long _now;

        public int Reads { get; private set; }

        public override long TimestampFrequency => 1_000_000;

        public override long GetTimestamp()
        {
            Reads++;
            return _now += _random.Next(200, 260);
        }
    }
}
