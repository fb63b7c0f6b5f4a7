using Spans.Activations;
using Spans.Data;
using Spans.Layers;
using Spans.Losses;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Training;
using Spans.Tuning;

namespace Spans.Tests.Tuning;

public class LearningRateRangeTestTests
{
    private static readonly PreparedData s_digits = Digits.Draw(2000, 500);

    private static double Trained(float rate)
    {
        using var network = new Network([1, 28, 28], [new Dense<Relu>(32), new Dense<Identity>(10)], seed: 1);
        using var trainer =
            new Trainer(network, new SoftmaxCrossEntropy(), new Sgd { LearningRate = rate }, new TrainerOptions { Epochs = 1 });
        var result = trainer.Fit(s_digits.Train);
        return result.StopReason == StopReason.NonFinite ? double.PositiveInfinity : trainer.Evaluate(s_digits.Test).Loss;
    }

    // A rate from the test beats one a hundred times lower and one a hundred times higher.
    [Fact]
    public void Suggested_TrainsBetterThanFarLowerAndFarHigherRates()
    {
        using var network = new Network([1, 28, 28], [new Dense<Relu>(32), new Dense<Identity>(10)], seed: 1);
        var before = network.Parameters.ToArray();
        var range = LearningRateRangeTest.Run(network, new SoftmaxCrossEntropy(), new Sgd(), s_digits.Train);
        Assert.Equal(before, network.Parameters.ToArray());
        Assert.InRange(range.Suggested, 1e-3f, 1f);
        var suggested = Trained(range.Suggested);
        Assert.True(suggested < Trained(range.Suggested / 100), "lower");
        Assert.True(suggested < Trained(range.Suggested * 100), "higher");
    }

    [Fact]
    public void Run_UntilItDiverges_EndsEarly()
    {
        using var network = new Network([1, 28, 28], [new Dense<Relu>(32), new Dense<Identity>(10)], seed: 1);
        var range = LearningRateRangeTest.Run(network, new SoftmaxCrossEntropy(), new Sgd(), s_digits.Train, highest: 1e4f);
        Assert.InRange(range.Points.Count, 20, 199);
        Assert.True(range.Points[^1].Rate < 1e4f);
        for (var i = 1; i < range.Points.Count; i++) Assert.True(range.Points[i].Rate > range.Points[i - 1].Rate);
    }

    [Fact]
    public void Folds_ValidateEveryRowOnce_WithItsShareOfEachClass()
    {
        var folds = CrossValidation.Folds(s_digits.Train, 5, seed: 3);
        var seen = folds.SelectMany(fold => Rows(fold.Validation)).Order().ToArray();
        Assert.Equal(Rows(s_digits.Train).Order(), seen);
        foreach (var (train, validation) in folds)
        {
            Assert.Empty(Rows(train).Intersect(Rows(validation)));
            Assert.Equal(2000, train.Count + validation.Count);
            Assert.All(
                Rows(validation).GroupBy(row => s_digits.Data.Labels[row]), group => Assert.InRange(group.Count(), 39, 41));
        }
        Assert.NotEqual(Rows(folds[0].Validation), Rows(CrossValidation.Folds(s_digits.Train, 5, seed: 4)[0].Validation));
    }

    [Fact]
    public void Scores_OfThree_HaveTheirMeanAndDeviation()
    {
        var next = 0;
        var scores = CrossValidation.Run(s_digits.Train, 3, 0, (_, _) => ++next);
        Assert.Equal((2, 1), (scores.Mean, scores.StandardDeviation));
    }

    [Fact]
    public void Curve_PartsAreNestedAndStratified()
    {
        var parts = new List<int[]>();
        var points = LearningCurve.Run(s_digits.Train, [50, 200, 2000], 1, part =>
        {
            parts.Add([.. Rows(part)]);
            return (1, 0.5);
        });
        Assert.Equal([50, 200, 2000], points.Select(point => point.Rows));
        Assert.Empty(parts[0].Except(parts[1]));
        Assert.Equal(5, parts[0].Count(row => s_digits.Data.Labels[row] == 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningCurve.Run(s_digits.Train, [10, 10], 1, _ => (0, 0)));
    }

    private static IEnumerable<int> Rows(DataView view) => Enumerable.Range(0, view.Count).Select(i => view.Rows[i]);
}
