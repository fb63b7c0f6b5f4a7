using Spans.Losses;

namespace Spans.Tests.Losses;

public sealed class LossPassTests
{
    [Fact]
    public void Evaluate_LabelOutOfRange_NamesRowAndValueAndWritesNothing()
    {
        foreach (var loss in LossData.Losses(3).Where(loss => LossData.Fits(loss, 3)))
        {
            var data = new LossCase { Batch = 4, Units = 3, Prediction = new float[12], Labels = [0, 2, 3, 1] };
            Refuses<ArgumentOutOfRangeException>(data, loss, "Labels[2] is 3 but must be between 0 and 2.");
            data = new LossCase { Batch = 4, Units = 3, Prediction = new float[12], Labels = [0, -1, 2, 1] };
            Refuses<ArgumentOutOfRangeException>(data, loss, "Labels[1] is -1 but must be between 0 and 2.");
        }
    }

    [Fact]
    public void Evaluate_OneOutputAndLabelTwo_IsRefused() => Refuses<ArgumentOutOfRangeException>(
        new() { Batch = 2, Units = 1, Prediction = new float[2], Labels = [1, 2] },
        new BinaryCrossEntropyWithLogits(), "Labels[1] is 2 but must be between 0 and 1.");

    [Fact]
    public void Evaluate_WrongLengths_AreRefusedByName()
    {
        foreach (var loss in LossData.Losses(4))
        {
            var targets = 2 * loss.Targets(4);
            float[] prediction = new float[8], values = new float[targets];
            Refuses<ArgumentException>(new() { Batch = 2, Units = 4, Prediction = new float[7], Values = values }, loss,
                "Prediction holds 7 elements but must hold 8.");
            Refuses<ArgumentException>(new() { Batch = 2, Units = 4, Prediction = prediction, Values = new float[targets + 1] },
                loss, $"Values holds {targets + 1} elements but must hold {targets}.");
            Refuses<ArgumentException>(new() { Batch = 2, Units = 4, Prediction = prediction }, loss,
                $"Values holds 0 elements but must hold {targets}.");
            Refuses<ArgumentException>(new()
            { Batch = 2, Units = 4, Prediction = prediction, Values = values, SampleWeights = [1] }, loss,
                "SampleWeights holds 1 elements but must hold 2.");
            Refuses<ArgumentOutOfRangeException>(
                new() { Batch = 0, Units = 4, Prediction = [], Values = [] }, loss, "Batch is 0 but must be one or more.");
            var fits = new LossCase { Batch = 2, Units = 4, Prediction = prediction, Values = values };
            Assert.Contains("Gradient holds 9",
                Assert.Throws<ArgumentException>(() => fits.Evaluate(loss, new float[9])).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Evaluate_ValuesAndLabels_AreRefusedTogether() => Refuses<ArgumentException>(
        new() { Batch = 1, Units = 2, Prediction = new float[2], Values = new float[2], Labels = [1] },
        new MeanSquaredError(), "Values and Labels are both given");

    [Fact]
    public void Evaluate_GradientOverTheTargets_IsRefused()
    {
        var data = new LossCase { Batch = 1, Units = 2, Prediction = new float[2], Values = new float[2] };
        Assert.Throws<ArgumentException>(() => data.Evaluate(new MeanSquaredError(), data.Values));
    }

    [Fact]
    public void Evaluate_WeightsOfAnotherNumberOfOutputs_AreRefused()
    {
        var data = new LossCase { Batch = 1, Units = 2, Prediction = new float[2], Values = new float[2] };
        Refuses<ArgumentException>(data, new CrossEntropy([1, 2, 3]), "classWeights holds 3 elements but must hold 2.");
        Refuses<ArgumentException>(
            data, new BinaryCrossEntropyWithLogits([1, 2, 3]), "columnWeights holds 3 elements but must hold 2.");
    }

    [Fact]
    public void CrossEntropy_OneOutput_IsRefused() => Refuses<ArgumentOutOfRangeException>(
        new() { Batch = 1, Units = 1, Prediction = new float[1], Values = new float[1] }, new CrossEntropy(),
        "Units is 1 but must be two or more");

    [Fact]
    public void GaussianNegativeLogLikelihood_OddOutputsOrLabels_AreRefused()
    {
        var loss = new GaussianNegativeLogLikelihood();
        Refuses<ArgumentOutOfRangeException>(
            new() { Batch = 1, Units = 3, Prediction = new float[3], Values = [1] }, loss, "units is 3 but must be even");
        Refuses<ArgumentException>(
            new() { Batch = 1, Units = 2, Prediction = new float[2], Labels = [1] }, loss, "needs target values, not labels");
    }

    private static void Refuses<T>(LossCase data, ILoss loss, string message) where T : ArgumentException
    {
        var gradient = new float[data.Prediction.Length];
        Array.Fill(gradient, 42);
        Assert.Contains(message, Assert.ThrowsAny<T>(() => data.Evaluate(loss, gradient)).Message, StringComparison.Ordinal);
        Assert.All(gradient, value => Assert.Equal(42, value));
    }
}
