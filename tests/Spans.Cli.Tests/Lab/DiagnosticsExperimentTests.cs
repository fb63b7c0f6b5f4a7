using System.Globalization;
using Spans.Testing;

namespace Spans.Cli.Tests.Lab;

/// <summary>
/// The textbook's claims about initial values, normalisation, gradients and losses: each judged here by its own numbers.
/// </summary>
public class DiagnosticsExperimentTests
{
    private static LabReport Holds(string experiment, params string[] options)
    {
        var report = LabReport.Of(experiment, options);
        Assert.Empty(report.FailedClaims);
        return report;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    // X6
    [Fact]
    public void InitialValues_PileUp_AreAlike_OrStaySpread()
    {
        var report = Holds("initial-values");
        var spread = report.Table("spread");
        Assert.InRange(Number(spread["sigmoid, std 1"]["share at the ends"]), 0.5, 1);
        Assert.InRange(Number(spread["sigmoid, std 0.01"]["std of layer 5"]), 0, 0.03);
        Assert.InRange(Number(spread["tanh, Xavier"]["share at the ends"]), 0, 0.2);
        Assert.InRange(Number(spread["relu, He"]["std of layer 5"]), 0.3, 3);
        // 1,000 rows of 100 units in each histogram.
        Assert.Equal(100_000, report.Series("tanh, He", "layer 3").Y.Sum());
    }

    // X7
    [Fact]
    public void BatchNorm_LearnsFaster_WhateverTheScale()
    {
        var rows = Holds("batch-norm").Table("accuracies").Values;
        Assert.True(rows.Count(row => Number(row["mean, batch norm"]) > Number(row["mean, plain"])) >= rows.Count - 1);
    }

    // X8
    [Fact]
    public void Overfitting_IsWide_AndNarrowedByDecayAndDropout()
    {
        var end = Holds("overfitting").Table("at the end");
        Assert.True(Number(end["plain"]["training accuracy"]) >= 0.995);
        Assert.True(Number(end["weight decay"]["gap"]) < Number(end["plain"]["gap"]));
        Assert.True(Number(end["dropout"]["gap"]) < Number(end["plain"]["gap"]));
    }

    // X5
    [Fact]
    public void VanishingGradients_OfSigmoid_AndNotOfRelu()
    {
        var report = Holds("vanishing-gradients");
        var (sigmoid, relu) =
            (report.Series("gradient of the weights", "sigmoid").Y, report.Series("gradient of the weights", "relu").Y);
        for (var i = 1; i < sigmoid.Length; i++) Assert.True(sigmoid[i] > sigmoid[i - 1], $"layer {i + 1}");
        Assert.Equal(Math.Log10(sigmoid[0]), report.Series("how many powers of ten", "sigmoid").Y[0], 1e-9);
        Assert.True(relu[0] / relu[^1] > 50 * sigmoid[0] / sigmoid[^1]);
    }

    // X1
    [Fact]
    public void AccuracyAsLoss_IsFlat_WhereTheLossIsNot()
    {
        var report = Holds("accuracy-as-loss");
        var (accuracy, loss) = (report.Series("accuracy", "accuracy").Y, report.Series("loss", "loss").Y);
        Assert.Equal(accuracy.Max(), Number(report.Table("over all steps")["accuracy"]["most"]), 1e-3);
        Assert.True(accuracy.Zip(accuracy.Skip(1)).Count(pair => pair.First != pair.Second) < loss.Zip(loss.Skip(1))
            .Count(pair => pair.First != pair.Second) / 5);
    }

    // T21
    [Fact]
    public void LearningRate_TooLowOrTooHigh_LearnsLess()
    {
        var rows = Holds("learning-rate").Table("after the last update").Values.Select(row => row["last loss"]).ToArray();
        Assert.True(Number(rows[1]) < Number(rows[0]));
        Assert.True(rows[2] == "diverged" || Number(rows[2]) > Number(rows[1]));
    }

    // T22
    [Fact]
    public void BackpropApples_CostWhatTheTextbookSays()
    {
        var report = Holds("backprop-apples");
        var table = report.Table("apples");
        Assert.Equal(("220", "1"), (table["1 *"]["value"], table["1 *"]["gradient"]));
        Assert.Equal("2.2", table["3 │  ├─ apple"]["gradient"]);
        Assert.Equal("200", table["5 └─ tax"]["gradient"]);
        // 3 oranges: 1.1 (100 n + 450).
        Assert.Equal([495, 605, 715, 825, 935, 1045],
            report.Series("the total with more apples and oranges", "3").Y.Select(static y => Math.Round(y, 6)));
    }

    // T12
    [Fact]
    public void Likelihood_GivesTheClassicalLosses()
    {
        var report = Holds("likelihood");
        foreach (var row in report.Table("gradients"))
        {
            Assert.InRange(Number(row.Value["largest difference"]), 0, 1e-6);
            var (loss, likelihood) =
                (report.Series(row.Key, row.Value["classical loss"]).Y, report.Series(row.Key, "−log likelihood").Y);
            Assert.All(loss.Zip(likelihood), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
            Assert.True(loss.Max() > 0.1);
        }
    }

    // T24
    [Fact]
    public void NumericalGradient_Agrees_AndIsFarSlower()
    {
        var report = Holds("numerical-gradient");
        Assert.All(report.Table("gradients").Values, row => Assert.InRange(Number(row["worst error"]), 0, 2e-3));
        var seconds = report.Table("seconds for all gradients");
        Assert.True(Number(seconds["numerical"]["s"]) > 100 * Number(seconds["backpropagation"]["s"]));
        // The error of central differences falls with h², that of one-sided ones with h.
        var (forward, central) = (report.Series("error by step", "forward"), report.Series("error by step", "central"));
        Assert.True(central.Y.Min() < forward.Y.Min());
        Assert.True(central.Y[0] > 2 * central.Y.Min() && central.Y[^1] > 100 * central.Y.Min());
    }

    // X9
    [Fact]
    public void HousePrices_NetworkBeatsTheLine()
    {
        var errors = Holds("house-prices").Table("root mean squared error on the test");
        Assert.True(Number(errors["network 32-16"]["price"]) < Number(errors["linear regression"]["price"]));
        Assert.True(Number(errors["network 32-16"]["price"]) > 0.8 * Number(errors["noise, which nobody can know"]["price"]));
    }

    // price = 1000 + 300 area − 20 age: no network is better than the line, and the claim fails.
    [Fact]
    public void HousePrices_OfATableWithoutACurve_AreALine()
    {
        using var folder = new TemporaryFolder();
        var report = LabReport.Of("house-prices", "--data", SampleFiles.Prices(folder), "--task", "regression", "--epochs", "5");
        Assert.Single(report.FailedClaims);
        Assert.InRange(Number(report.Table("root mean squared error on the test")["linear regression"]["price"]), 0, 0.01);
        var weights = report.Table("linear regression, all standardised");
        Assert.True(Number(weights["area"]["weight"]) > 0 && Number(weights["age"]["weight"]) < 0);
    }

    // T29
    [Fact]
    public void Hyperparameters_NarrowToTheBest_AndHalvingSavesUpdates()
    {
        var report = Holds("hyperparameters");
        var (first, last) = (report.Series("rounds", "round 1"), report.Series("rounds", "round 3"));
        Assert.True(last.Y.Average() > first.Y.Average());
        Assert.True(last.X.Max() / last.X.Min() < first.X.Max() / first.X.Min());
        var searches = report.Table("searches");
        Assert.True(2 * Number(searches["with successive halving"]["updates"]) <= Number(searches["coarse to fine"]["updates"]));
    }
}
