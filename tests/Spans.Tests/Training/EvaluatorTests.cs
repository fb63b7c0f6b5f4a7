using Spans.Losses;
using Spans.Testing;
using Spans.Threading;
using Spans.Training;

namespace Spans.Tests.Training;

public sealed class EvaluatorTests
{
    [Fact]
    public void Result_LabelsInTwoBatches_MeasuresClassification()
    {
        var evaluator = new Evaluator(new SumOfSquares(), 2, new() { TopK = 2, RocCapacity = 3 });
        evaluator.Add([1, 0, 0, 1], labels: [0, 0], default, Team.Single);
        evaluator.Add([0, 2], labels: [1], default, Team.Single);
        var result = evaluator.Result();
        // ½ Σ (y − t)²: 0, 1 and ½, over three rows.
        Assert.Equal(0.5, result.Loss, 1e-12);
        Assert.Equal(3, result.Rows);
        Assert.Equal(2.0 / 3, result.Accuracy!.Value, 1e-12);
        Assert.Equal(1, result.TopKAccuracy);
        // Differences −1, 1 for class 0 and 2 for class 1.
        Assert.Equal(1, result.RocAuc);
        Assert.Equal(1, result.Confusion![0, 1]);
        Assert.Null(result.LogLoss);
        Assert.Null(result.RootMeanSquaredError);
    }

    [Fact]
    public void Result_OneLogit_MeasuresTwoClasses()
    {
        var evaluator = new Evaluator(new BinaryCrossEntropyWithLogits(), 1);
        evaluator.Add([2, -1, 0.4f], labels: [1, 0, 0], default, Team.Single);
        var result = evaluator.Result();
        var expected = (Math.Log(1 + Math.Exp(-2)) + Math.Log(1 + Math.Exp(-1)) + Math.Log(1 + Math.Exp(0.4f))) / 3;
        Assert.Equal(2.0 / 3, result.Accuracy!.Value, 1e-12);
        Assert.Equal(expected, result.LogLoss!.Value, 1e-12);
        Assert.Equal(expected, result.Loss, 1e-6);
    }

    [Fact]
    public void Result_OneProbability_DecidesAtOneHalf()
    {
        var evaluator = new Evaluator(new BinaryCrossEntropy(), 1);
        evaluator.Add([0.4f, 0.6f], labels: [0, 1], default, Team.Single);
        Assert.Equal(1, evaluator.Result().Accuracy);
    }

    [Fact]
    public void Result_Values_MeasuresRegressionInTheTargetsUnits()
    {
        var evaluator = new Evaluator(new MeanSquaredError(), 1, new() { TargetScale = [10], TargetOffset = [5] });
        evaluator.Add([1, 2, 3], values: [1, 2, 5], default, Team.Single);
        var result = evaluator.Result();
        Assert.Equal(4.0 / 3, result.Loss, 1e-6);
        Assert.Equal(Math.Sqrt(400.0 / 3), result.RootMeanSquaredError!.Value, 1e-9);
        Assert.Equal(20.0 / 3, result.MeanAbsoluteError!.Value, 1e-9);
        // Targets 15, 25, 55 around 31.667: 1 − 400 / 866.667
        Assert.Equal(1 - 400 / (2600.0 / 3), result.RSquared!.Value, 1e-9);
        Assert.Null(result.Accuracy);
        Assert.Null(result.Confusion);
    }

    [Fact]
    public void Result_GaussianOutputs_MeasuresTheMeans()
    {
        var evaluator = new Evaluator(new GaussianNegativeLogLikelihood(), 2);
        evaluator.Add([1, 0, 2, 0], values: [1, 3], default, Team.Single);
        Assert.Equal(Math.Sqrt(0.5), evaluator.Result().RootMeanSquaredError!.Value, 1e-9);
    }

    [Fact]
    public void Reset_AfterRows_StartsAgain()
    {
        var evaluator = new Evaluator(new MeanSquaredError(), 1);
        evaluator.Add([1, 2], values: [7, 7], default, Team.Single);
        evaluator.Reset();
        evaluator.Add([1, 2], values: [1, 2], default, Team.Single);
        Assert.Equal(
            (2, 0.0, 0.0), (evaluator.Result().Rows, evaluator.Result().Loss, evaluator.Result().RootMeanSquaredError!.Value));
    }

    [Fact]
    public void Add_EveryMetric_AllocatesNothing()
    {
        var options = new EvaluatorOptions { TopK = 1, RocCapacity = 1_000_000 };
        var classes = new Evaluator(new CrossEntropy(), 2, options);
        var binary = new Evaluator(new BinaryCrossEntropyWithLogits(), 1, new() { RocCapacity = 1_000_000 });
        var regression = new Evaluator(new MeanSquaredError(), 2);
        var outputs = new float[200];
        Array.Fill(outputs, 0.5f);
        var (labels, values) = (new int[200], new float[200]);
        Allocation.None(() =>
        {
            classes.Add(outputs, labels.AsSpan(..100), default, Team.Single);
            binary.Add(outputs, labels, default, Team.Single);
            regression.Add(outputs, values.AsSpan(), default, Team.Single);
        });
    }
}
