using Spans.Losses;
using Spans.Training;

namespace Spans.Tests.Training.Metrics;

public sealed class MetricsTests
{
    [Fact]
    public void Accuracy_Ties_GoToTheLowestClass()
    {
        var accuracy = new Accuracy(3);
        accuracy.Add([1, 1, 0, 0, 2, 2], [0, 1]);
        Assert.Equal(2, accuracy.Right);
    }

    [Fact]
    public void Accuracy_RowWithNaN_IsWrongWhateverItsLabel()
    {
        for (var label = 0; label < 3; label++)
        {
            var accuracy = new Accuracy(3);
            accuracy.Add([float.NaN, 1, 2, 3, float.NaN, 1, 2, 1, float.NaN], [label, label, label]);
            Assert.Equal((0, 3), (accuracy.Right, accuracy.Rows));
        }
    }

    [Fact]
    public void Accuracy_OneOutput_ComparesWithTheThreshold()
    {
        var (logits, probabilities) = (new Accuracy(1), new Accuracy(1, 0.5f));
        logits.Add([-1, 0.2f, 0.7f], [0, 1, 1]);
        probabilities.Add([-1, 0.2f, 0.7f], [0, 1, 1]);
        Assert.Equal(3, logits.Right);
        Assert.Equal(2, probabilities.Right);
    }

    [Fact]
    public void Accuracy_BeforeTheFirstRowAndAfterReset_IsNaN()
    {
        var accuracy = new Accuracy(2);
        Assert.True(double.IsNaN(accuracy.Value));
        accuracy.Add([1, 2], [1]);
        accuracy.Reset();
        Assert.True(double.IsNaN(accuracy.Value));
    }

    [Fact]
    public void TopKAccuracy_Ties_RankTheLowerClassFirst()
    {
        var topTwo = new TopKAccuracy(3, 2);
        topTwo.Add([1, 1, 1, 1, 1, 1, 1, 1, 1], [0, 1, 2]);
        Assert.Equal(2, topTwo.Right);
    }

    [Fact]
    public void ConfusionMatrix_RowWithNaN_CountsAsSupportButAsNoPrediction()
    {
        var confusion = new ConfusionMatrix(2);
        confusion.Add([1, 0, float.NaN, 0], [0, 0]);
        Assert.Equal(2, confusion.Support(0));
        Assert.Equal(1, confusion.Predicted(0));
        Assert.Equal(0.5, confusion.Recall(0));
    }

    [Fact]
    public void ConfusionMatrix_ClassThatDoesNotExist_IsRefused()
    {
        var confusion = new ConfusionMatrix(2);
        Assert.Throws<ArgumentOutOfRangeException>(() => confusion[2, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => confusion.Recall(-1));
    }

    [Fact]
    public void LogLoss_LogitsOf17E38_AreFinite()
    {
        var logLoss = new LogLoss(2, Link.Softmax);
        logLoss.Add([1.7e38f, -1.7e38f], [1]);
        Assert.Equal(2 * (double)1.7e38f, logLoss.Value);
        logLoss = new LogLoss(1, Link.Sigmoid);
        logLoss.Add([-1.7e38f], [1]);
        Assert.Equal(1.7e38f, logLoss.Value);
    }

    [Fact]
    public void LogLoss_ProbabilityZero_IsKeptAboveTheLeast()
    {
        var logLoss = new LogLoss(1, Link.Identity);
        logLoss.Add([0, 0.25f], [1, 0]);
        Assert.Equal((-Math.Log(1e-15) - Math.Log(0.75)) / 2, logLoss.Value, 1e-12);
    }

    [Fact]
    public void RocAuc_OneClassMissingOrNaN_IsNaN()
    {
        var auc = new RocAuc(1, 4);
        auc.Add([1, 2], [1, 1]);
        Assert.True(double.IsNaN(auc.Compute()));
        auc.Add([float.NaN, 0], [0, 0]);
        Assert.True(double.IsNaN(auc.Compute()));
    }

    [Fact]
    public void RocAuc_TwoOutputs_RankTheirDifference()
    {
        var auc = new RocAuc(2, 4);
        // Differences 1, −1, 3, 0 with labels 1, 0, 1, 0: every positive is above every negative.
        auc.Add([0, 1, 1, 0, 5, 8, 9, 9], [1, 0, 1, 0]);
        Assert.Equal(1, auc.Compute());
    }

    [Fact]
    public void RocAuc_MoreThanItsCapacity_IsRefused()
    {
        var auc = new RocAuc(1, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => auc.Add([1, 2], [0, 1]));
    }

    [Fact]
    public void RegressionScores_ConstantTargets_ScoreOneIfMetAndElseZero()
    {
        var met = new RegressionScores(1);
        met.Add([3, 3], [3, 3]);
        var missed = new RegressionScores(1);
        missed.Add([3, 4], [3, 3]);
        Assert.Equal((1, 0), (met.RSquared, missed.RSquared));
    }

    [Fact]
    public void RegressionScores_OneRow_HasNoRSquared()
    {
        var scores = new RegressionScores(1);
        scores.Add([3], [1]);
        Assert.Equal((2, 2), (scores.RootMeanSquaredError, scores.MeanAbsoluteError));
        Assert.True(double.IsNaN(scores.RSquared));
    }

    [Fact]
    public void RegressionScores_TargetsFarFromZero_KeepTheirSpread()
    {
        // Targets 1e9 ± 64 with errors of 64: R² = 1 − 64² / 64² = 0 exactly, which sums of squares would lose.
        var scores = new RegressionScores(1, offset: [1e9f]);
        scores.Add([0, 0, 0, 0], [64, -64, 64, -64]);
        Assert.Equal(0, scores.RSquared, 1e-12);
    }

    [Fact]
    public void RegressionScores_NaN_IsNotHidden()
    {
        var scores = new RegressionScores(1);
        scores.Add([float.NaN, 1, 2], [1, 1, 2]);
        Assert.True(
            double.IsNaN(scores.RootMeanSquaredError) && double.IsNaN(scores.MeanAbsoluteError) && double.IsNaN(scores.RSquared));
    }

    [Fact]
    public void Add_BadLabelsOrLengths_AreRefusedAndNothingCounts()
    {
        var (accuracy, confusion) = (new Accuracy(2), new ConfusionMatrix(2));
        Assert.Contains("labels[1] is 2",
            Assert.Throws<ArgumentOutOfRangeException>(() => accuracy.Add([1, 2, 3, 4], [0, 2])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => confusion.Add([1, 2, 3, 4], [0, -1]));
        Assert.Throws<ArgumentException>(() => accuracy.Add([1, 2, 3], [0, 1]));
        Assert.Equal(0, accuracy.Rows);
        Assert.Equal(0, confusion.Support(0));
    }

    [Fact]
    public void Constructors_BadArguments_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Accuracy(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Accuracy(1, float.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TopKAccuracy(3, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConfusionMatrix(100_000));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RocAuc(3, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LogLoss(2, Link.Sigmoid));
        Assert.Throws<ArgumentException>(() => new RegressionScores(2, scale: [1]));
    }
}
