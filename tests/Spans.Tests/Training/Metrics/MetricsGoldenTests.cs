using Spans.Losses;
using Spans.Testing;
using Spans.Training;

namespace Spans.Tests.Training.Metrics;

public sealed class MetricsGoldenTests
{
    private static readonly Tolerance s_double = Tolerance.Relative(1e-9, 1e-12);

    public static TheoryData<string> Classes =>
        new(Golden.Names("metrics").Where(name => !name.StartsWith("regression", StringComparison.Ordinal)).ToArray());

    public static TheoryData<string> Regressions =>
        new(Golden.Names("metrics").Where(name => name.StartsWith("regression", StringComparison.Ordinal)).ToArray());

    [Theory]
    [MemberData(nameof(Classes))]
    public void ClassMetrics_FedInTwoBatches_AgreeWithScikitLearn(string name)
    {
        var golden = Golden.Case("metrics", name);
        var (scores, labels) = (golden.Floats("scores"), golden.Integers("labels"));
        var units = golden.Tensor("scores").Extents[1];
        var accuracy = new Accuracy(units);
        var confusion = new ConfusionMatrix(units);
        var logLoss = new LogLoss(units, units == 1 ? Link.Sigmoid : Link.Softmax);
        foreach (var part in new[] { ..5, 5.. })
        {
            var (_, count) = part.GetOffsetAndLength(labels.Length);
            var rows = scores.AsSpan(part.GetOffsetAndLength(labels.Length).Offset * units, count * units);
            accuracy.Add(rows, labels.AsSpan(part));
            confusion.Add(rows, labels.AsSpan(part));
            logLoss.Add(rows, labels.AsSpan(part));
        }
        s_double.Check(golden.Number("accuracy"), accuracy.Value, "accuracy");
        s_double.Check(golden.Number("log-loss"), logLoss.Value, "log-loss");
        s_double.Check(golden.Number("macro-precision"), confusion.MacroPrecision, "macro precision");
        s_double.Check(golden.Number("macro-recall"), confusion.MacroRecall, "macro recall");
        s_double.Check(golden.Number("macro-f1"), confusion.MacroF1, "macro F1");
        for (var i = 0; i < confusion.Classes; i++)
        {
            s_double.Check(golden.Doubles("precision")[i], confusion.Precision(i), $"precision {i}");
            s_double.Check(golden.Doubles("recall")[i], confusion.Recall(i), $"recall {i}");
            s_double.Check(golden.Doubles("f1")[i], confusion.F1(i), $"F1 {i}");
            Assert.Equal(golden.Integers("support")[i], confusion.Support(i));
            for (var j = 0; j < confusion.Classes; j++)
                Assert.Equal(golden.Integers("confusion")[i * confusion.Classes + j], confusion[i, j]);
        }
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public void TopKAccuracy_EveryK_AgreesWithScikitLearn(string name)
    {
        var golden = Golden.Case("metrics", name);
        var units = golden.Tensor("scores").Extents[1];
        for (var k = 1; k <= units && units > 1; k++)
        {
            if (!golden.Has($"top-{k}")) continue;
            var topK = new TopKAccuracy(units, k);
            topK.Add(golden.Floats("scores"), golden.Integers("labels"));
            s_double.Check(golden.Number($"top-{k}"), topK.Value, $"top {k}");
        }
    }

    [Theory]
    [InlineData("binary 12")]
    [InlineData("binary 80")]
    public void RocAuc_WithTies_AgreesWithScikitLearn(string name)
    {
        var golden = Golden.Case("metrics", name);
        var auc = new RocAuc(1, 100);
        auc.Add(golden.Floats("scores"), golden.Integers("labels"));
        s_double.Check(golden.Number("auc"), auc.Compute(), "AUC");
    }

    [Theory]
    [MemberData(nameof(Regressions))]
    public void RegressionScores_InTheTargetsUnits_AgreeWithScikitLearn(string name)
    {
        var golden = Golden.Case("metrics", name);
        var targets = golden.Tensor("values").Extents[1];
        var scores = new RegressionScores(targets, golden.Floats("scale"), golden.Floats("offset"));
        scores.Add(golden.Floats("predictions").AsSpan(..(4 * targets)), golden.Floats("values").AsSpan(..(4 * targets)));
        scores.Add(golden.Floats("predictions").AsSpan((4 * targets)..), golden.Floats("values").AsSpan((4 * targets)..));
        s_double.Check(golden.Number("rmse"), scores.RootMeanSquaredError, "RMSE");
        s_double.Check(golden.Number("mae"), scores.MeanAbsoluteError, "MAE");
        s_double.Check(golden.Number("r2"), scores.RSquared, "R²");
    }
}
