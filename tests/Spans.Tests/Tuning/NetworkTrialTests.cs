using Spans.Activations;
using Spans.Data;
using Spans.Layers;
using Spans.Losses;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Training;
using Spans.Tuning;

namespace Spans.Tests.Tuning;

public class NetworkTrialTests
{
    private static readonly PreparedData s_digits = Digits.Draw(400, 200);
    private static readonly PreparedData s_houses = Houses.Draw(100, 50);

    private static NetworkTrial Begin(float rate, ulong seed = 3) => new(
        new Network([1, 28, 28], [new Flatten(), new Dense<Relu>(16), new Dense<Identity>(10)], seed: 1),
        new SoftmaxCrossEntropy(), new Sgd { LearningRate = rate }, s_digits.Train, s_digits.Test, batchSize: 32, seed);

    // As a trainer's own Fit has it: the same rows in the same order.
    [Fact]
    public void Run_ScoresAsTheSameTrainingByHand()
    {
        using var trial = Begin(0.1f);
        using var network = new Network([1, 28, 28], [new Flatten(), new Dense<Relu>(16), new Dense<Identity>(10)], seed: 1);
        using var trainer = new Trainer(
            network, new SoftmaxCrossEntropy(), new Sgd { LearningRate = 0.1f },
            new TrainerOptions { BatchSize = 32, Epochs = 3, Seed = 3 });
        var last = trainer.Fit(s_digits.Train, s_digits.Test).History[^1];
        Assert.Equal(last.Validation!.Accuracy, trial.Run(3));
        Assert.Equal(3 * 13, trial.Steps);
    }

    [Fact]
    public void Run_InTwoParts_IsAsInOne()
    {
        using var whole = Begin(0.1f);
        using var parts = Begin(0.1f);
        parts.Run(1);
        Assert.Equal(whole.Run(3), parts.Run(3));
        Assert.Equal(whole.Steps, parts.Steps);
    }

    [Fact]
    public void Run_OfATrialThatDiverged_IsNoNumberAndTakesNoMoreSteps()
    {
        using var trial = Begin(1e30f);
        Assert.Equal(double.NaN, trial.Run(2));
        var steps = trial.Steps;
        Assert.Equal(double.NaN, trial.Run(4));
        Assert.Equal(steps, trial.Steps);
    }

    [Fact]
    public void Run_OfARegression_IsTheLossBelowZero()
    {
        using var trial = new NetworkTrial(
            new Network(s_houses.Data.InputShape, [new Dense<Identity>(1)]), new MeanSquaredError(), new Adam(), s_houses.Train,
            s_houses.Test, batchSize: 1000);
        Assert.InRange(trial.Run(1), -10, 0);
        Assert.Equal(1, trial.Steps);
    }

    [Fact]
    public void Constructor_RowsOfAnotherShape_Throws() => Assert.ThrowsAny<ArgumentException>(() =>
        new NetworkTrial(new Network([7], [new Dense<Identity>(1)]), new MeanSquaredError(), new Adam(), s_houses.Train,
            s_houses.Test).Run(1));
}
