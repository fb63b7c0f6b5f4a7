using Spans.Activations;
using Spans.Data;
using Spans.Diagnostics.Learning;
using Spans.Layers;
using Spans.Losses;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Training;

namespace Spans.Tests.Diagnostics.Learning;

/// <summary>Training with a report is training.</summary>
public class TrainerDiagnosisTests
{
    private static readonly PreparedData s_digits = Digits.Draw(600, 200);
    private static readonly TrainerOptions s_options = new() { Epochs = 3, BatchSize = 32, Seed = 5 };

    private static Network NewNetwork() =>
        new([1, 28, 28], [new Flatten(), new Dense<Relu>(24), new Dense<Identity>(10)], seed: 2);

    [Fact]
    public void FitAndDiagnose_TrainsToTheBitsThatFitDoes()
    {
        using var watched = NewNetwork();
        using var plain = NewNetwork();
        using var watching = new Trainer(watched, new SoftmaxCrossEntropy(), new Adam(), s_options);
        using var training = new Trainer(plain, new SoftmaxCrossEntropy(), new Adam(), s_options);
        var (result, report) = watching.FitAndDiagnose(s_digits.Train, s_digits.Test);
        training.Fit(s_digits.Train, s_digits.Test);
        Assert.Equal(plain.Parameters, watched.Parameters);
        Assert.Equal(3, result.History.Count);
        Assert.True(report.IsHealthy, report.ToString());
    }

    [Fact]
    public void FitAndDiagnose_TellsEveryEpoch()
    {
        using var network = NewNetwork();
        using var trainer = new Trainer(network, new SoftmaxCrossEntropy(), new Adam(), s_options);
        var told = new Told();
        trainer.FitAndDiagnose(s_digits.Train, epochs: told);
        Assert.Equal([1, 2, 3], told.Epochs);
    }

    // One row (1, 2, 3, 4) and ½ (y − t)²·2: dW = 2 (y − t) x, four values equally far apart.
    [Fact]
    public void Gradients_OfOneRow_AreCountedWhereTheyLie()
    {
        using var network = new Network([4], [new Dense<Identity>(1)]);
        using var trainer = new Trainer(
            network, new MeanSquaredError(), new Sgd { LearningRate = 1e-4f }, new TrainerOptions { BatchSize = 1, Epochs = 1 });
        network.Parameters.Clear();
        var report = trainer.FitAndDiagnose(new Dataset([4], (float[])[1, 2, 3, 4], (float[])[-5]).View()).Report;
        var gradients = report.Layers[0].Tensors[0].Gradients;
        Assert.Equal((10f, 40f), (gradients.Least, gradients.Greatest));
        var expected = new int[ValueHistogram.Bins];
        foreach (var bin in (int[])[0, 10, 21, 31]) expected[bin] = 1;
        Assert.Equal(expected, gradients.Counts.ToArray());
    }

    private sealed class Told : IProgress<EpochReport>
    {
        internal List<int> Epochs { get; } = [];

        public void Report(EpochReport value) => Epochs.Add(value.Epoch);
    }
}
