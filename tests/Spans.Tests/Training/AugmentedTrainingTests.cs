using Spans.Activations;
using Spans.Data;
using Spans.Layers;
using Spans.Losses;
using Spans.Memory;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Testing;
using Spans.Training;

namespace Spans.Tests.Training;

/// <summary>Augmentation in a training run: on the training rows and nowhere else.</summary>
public sealed class AugmentedTrainingTests
{
    private const int Rows = 60;
    private static readonly Augmentation s_augmentation = new() { Shift = 2, Rotate = 30, Cutout = 3 };

    [Fact]
    public void Fit_Augmented_ScoresTheRowsAsTheyAre()
    {
        var data = Images();
        using var network = Make();
        // A rate too small to change a weight: every loss is that of the same network.
        using var trainer = new Trainer(network, new SoftmaxCrossEntropy(), new Sgd { LearningRate = 1e-30f },
            new TrainerOptions { BatchSize = 20, Epochs = 2, Augmentation = s_augmentation });
        var untouched = trainer.Evaluate(data).Loss;
        var history = trainer.Fit(data, data).History;
        Assert.Equal(untouched, history[0].Validation!.Loss);
        Assert.Equal(untouched, history[1].Validation!.Loss);
        Assert.Equal(untouched, trainer.Evaluate(data).Loss);
        Assert.NotEqual(untouched, history[0].TrainLoss, 3);
        // Each epoch has changes of its own.
        Assert.NotEqual(history[0].TrainLoss, history[1].TrainLoss, 4);
    }

    [Fact]
    public void Fit_NotAugmented_TrainsOnTheRowsAsTheyAre()
    {
        var data = Images();
        using var network = Make();
        using var trainer = new Trainer(
            network, new SoftmaxCrossEntropy(), new Sgd { LearningRate = 1e-30f },
            new TrainerOptions { BatchSize = 20, Epochs = 1 });
        Assert.Equal(trainer.Evaluate(data).Loss, trainer.Fit(data).History[0].TrainLoss, 5);
    }

    [Fact]
    public void Fit_AugmentedOnAnyNumberOfThreads_GivesTheSameBits()
    {
        var alone = Trained(1);
        foreach (var threads in (int[])[2, 3, 4, 7]) Tolerance.CheckBits(alone, Trained(threads), $"{threads} threads");
    }

    [Fact]
    public void Fit_AugmentedTable_IsRefusedBeforeAnythingChanges()
    {
        var table = new Dataset([4], new float[8], [0, 1]);
        using var network = new Network(4, [new Dense<Identity>(2)], seed: 1);
        var before = network.Parameters.ToArray();
        using var trainer =
            new Trainer(network, new SoftmaxCrossEntropy(), new Adam(), new TrainerOptions { Augmentation = s_augmentation });
        Assert.Contains("[4]", Assert.Throws<ArgumentException>(() => trainer.Fit(table)).Message, StringComparison.Ordinal);
        Tolerance.CheckBits(before, network.Parameters, "parameters");
    }

    [Fact]
    public void Constructor_AugmentationOutOfRange_IsRefused()
    {
        using var network = Make();
        Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer(
            network, new SoftmaxCrossEntropy(), new Adam(),
            new TrainerOptions { Augmentation = new Augmentation { Scale = 1 } }));
    }

    private static float[] Trained(int threads)
    {
        using var network = Make();
        using var trainer = new Trainer(network, new SoftmaxCrossEntropy(), new Adam(),
            new TrainerOptions { BatchSize = 20, Epochs = 2, Threads = threads, Seed = 5, Augmentation = s_augmentation });
        trainer.Fit(Images());
        return network.Parameters.ToArray();
    }

    private static Network Make() =>
        new([1, 12, 12], NetworkCatalogue.Layers("lenet", [1, 12, 12], new NetworkOptions { Outputs = 3 }), seed: 4);

    private static Dataset Images()
    {
        var random = new System.Random(9);
        Shape shape = [1, 12, 12];
        return new Dataset(shape, [.. Enumerable.Range(0, Rows * 144).Select(_ => 2 * random.NextSingle())],
            [.. Enumerable.Range(0, Rows).Select(i => i % 3)]);
    }
}
