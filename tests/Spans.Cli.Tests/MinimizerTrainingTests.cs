using Spans.Testing;

namespace Spans.Cli.Tests;

/// <summary><c>spans train --optimizer</c> with a minimizer works as with any optimizer.</summary>
public sealed class MinimizerTrainingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("gradient-descent")]
    [InlineData("cg")]
    [InlineData("bfgs")]
    [InlineData("lbfgs")]
    [InlineData("newton-cg")]
    [InlineData("levenberg-marquardt")]
    public void Train_Minimizer_AllocatesNothingPerIterationAndLearns(string optimizer)
    {
        SampleFiles.Prices(_folder);
        var result = Tool.Run(
            _folder.Path, "train", "--data", "prices.csv", "--hidden", "6", "--activation", "tanh", "--optimizer", optimizer,
            "--epochs", "30", "--json", "--output", "model.safetensors").Ends(0);
        var last = result.LastObject;
        Assert.Equal(0, last.GetProperty("bytes_allocated_per_step").GetDouble());
        Assert.Equal(0, last.GetProperty("gc_collections").GetInt32());
        Assert.True(last.GetProperty("evaluations").GetInt32() >= last.GetProperty("epochs").GetInt32());
        Assert.True(last.GetProperty("test_r2").GetDouble() > 0.9, result.Output);
        Assert.Equal(last.GetProperty("epochs").GetInt32() + 1, result.Lines.Length);
        var again = Tool.Run(_folder.Path, "evaluate", "model.safetensors", "--data", "prices.csv", "--json").Ends(0).LastObject;
        Assert.True(again.GetProperty("test_r2").GetDouble() > 0.9);
    }

    [Fact]
    public void Train_MinimizerWithPatience_StopsEarly()
    {
        SampleFiles.Prices(_folder);
        var last = Tool.Run(
            _folder.Path, "train", "--data", "prices.csv", "--hidden", "40", "--activation", "tanh", "--optimizer", "lbfgs",
            "--epochs", "3000", "--patience", "2", "--validation", "0.3", "--json").Ends(0).LastObject;
        Assert.Equal("early_stop", last.GetProperty("stop_reason").GetString());
        Assert.Equal(last.GetProperty("epochs").GetInt32() - 2, last.GetProperty("best_epoch").GetInt32());
    }

    [Fact]
    public void Train_SquaredErrorOfClasses_WorksWithLevenbergMarquardt()
    {
        SampleFiles.Flowers(_folder);
        var last = Tool.Run(
            _folder.Path, "train", "--data", "flowers.csv", "--hidden", "6", "--activation", "tanh", "--loss",
            "mean-squared-error",
            "--optimizer", "levenberg-marquardt", "--epochs", "15", "--json").Ends(0).LastObject;
        Assert.Equal(1, last.GetProperty("test_accuracy").GetDouble());
    }

    [Fact]
    public void Train_OptionsOfStochasticOptimizers_AreRefusedWithMinimizers()
    {
        SampleFiles.Prices(_folder);
        string[] train = ["train", "--data", "prices.csv", "--optimizer", "lbfgs"];
        Tool.Run(_folder.Path, [.. train, "--learning-rate", "0.1"]).Refuses(2, "--learning-rate", "lbfgs");
        Tool.Run(_folder.Path, [.. train, "--schedule", "cosine"]).Refuses(2, "--schedule", "lbfgs");
        Tool.Run(_folder.Path, [.. train, "--clip-norm", "1"]).Refuses(2, "--clip-norm", "lbfgs");
        Tool.Run(_folder.Path, [.. train, "--dropout", "0.1"]).Refuses(2, "--dropout", "lbfgs");
    }

    [Fact]
    public void Train_LevenbergMarquardtOnCrossEntropy_IsRefusedWithAdvice()
    {
        SampleFiles.Flowers(_folder);
        Tool.Run(_folder.Path, "train", "--data", "flowers.csv", "--optimizer", "levenberg-marquardt")
            .Refuses(2, "softmax-cross-entropy", "mean-squared-error");
    }

    [Theory]
    [InlineData("lbfgsb")]
    [InlineData("levenberg-marquardt")]
    public void Train_Monotone_HoldsOnEveryRow(string optimizer)
    {
        string[] train = ["train", "--data", "houses", "--hidden", "8", "--activation", "tanh", "--optimizer", optimizer,
            "--epochs", "40", "--validation", "0", "--json"];
        var free = Tool.Run(_folder.Path, train).Ends(0).LastObject;
        var last = Tool.Run(_folder.Path, [.. train, "--monotone", "area:+,distance:-"]).Ends(0).LastObject;
        Assert.InRange(last.GetProperty("monotone_violation").GetDouble(), 0, 1e-6);
        Assert.True(last.GetProperty("test_rmse").GetDouble() <= 1.1 * free.GetProperty("test_rmse").GetDouble());
    }

    [Fact]
    public void Train_MonotoneThatCannotBe_IsRefused()
    {
        string[] train = ["train", "--data", "houses", "--activation", "tanh"];
        Tool.Run(_folder.Path, [.. train, "--monotone", "area:+"]).Refuses(2, "--monotone", "lbfgsb", "adam");
        Tool.Run(_folder.Path, [.. train, "--optimizer", "lbfgs", "--monotone", "area:+"]).Refuses(2, "lbfgsb");
        Tool.Run(_folder.Path, [.. train, "--optimizer", "lbfgsb", "--monotone", "area"]).Refuses(2, "--monotone", "sign");
        Tool.Run(_folder.Path, [.. train, "--optimizer", "lbfgsb", "--monotone", "garden:+"]).Refuses(2, "garden", "distance");
    }

    [Theory]
    [InlineData("lbfgs")]
    [InlineData("cg")]
    public void Train_FalsePositiveRate_IsKeptOnTheTrainingRows(string optimizer)
    {
        Clouds();
        string[] train = ["train", "--data", "clouds.csv", "--hidden", "4", "--activation", "tanh", "--optimizer", optimizer,
            "--epochs", "200", "--validation", "0"];
        var last = Tool.Run(_folder.Path, [.. train, "--false-positive-rate", "0.02", "--positive", "ill", "--json"])
            .Ends(0).LastObject;
        Assert.Equal(0.02, last.GetProperty("false_positive_rate_limit").GetDouble());
        Assert.InRange(last.GetProperty("train_false_positive_rate").GetDouble(), 0, 0.02);
        Assert.InRange(last.GetProperty("test_false_positive_rate").GetDouble(), 0, 0.2);
        Assert.True(last.GetProperty("train_accuracy").GetDouble() > 0.7);
        Assert.Equal(0, last.GetProperty("bytes_allocated_per_step").GetDouble());
        Assert.Contains("false positives of well: training rows",
            Tool.Run(_folder.Path, [.. train, "--false-positive-rate", "0.5"]).Ends(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_PredictionsBetween_AreOnTheTrainingRowsInTheirOwnUnits()
    {
        SampleFiles.Prices(_folder);
        string[] train = ["train", "--data", "prices.csv", "--hidden", "6", "--activation", "tanh", "--optimizer", "lbfgs",
            "--epochs", "150", "--validation", "0", "--json"];
        var last = Tool.Run(_folder.Path, [.. train, "--predictions", "700..2500"]).Ends(0).LastObject;
        Assert.Equal(0, last.GetProperty("train_prediction_violation").GetDouble());
        Assert.True(last.GetProperty("test_r2").GetDouble() > 0.8);
        Assert.Equal(0,
            Tool.Run(_folder.Path, [.. train, "--predictions", "700.."])
                .Ends(0).LastObject.GetProperty("train_prediction_violation").GetDouble());
    }

    [Fact]
    public void Train_LimitsThatCannotBe_AreRefused()
    {
        Clouds();
        SampleFiles.Prices(_folder);
        SampleFiles.Flowers(_folder);
        string[] clouds = ["train", "--data", "clouds.csv", "--optimizer", "lbfgs"],
            prices = ["train", "--data", "prices.csv", "--optimizer", "lbfgs"];
        Tool.Run(_folder.Path, [.. clouds, "--false-positive-rate", "1"]).Refuses(2, "--false-positive-rate", "below 1");
        Tool.Run(_folder.Path, [.. clouds, "--false-positive-rate", "0.1", "--positive", "cured"])
            .Refuses(2, "cured", "ill, well");
        Tool.Run(_folder.Path, [.. clouds, "--positive", "ill"]).Refuses(2, "--positive", "--false-positive-rate");
        Tool.Run(_folder.Path, [.. clouds, "--false-positive-rate", "0.1", "--patience", "3"])
            .Refuses(2, "--patience", "--false-positive-rate");
        Tool.Run(_folder.Path, [.. clouds, "--false-positive-rate", "0.1", "--batch-norm"]).Refuses(2, "--batch-norm");
        Tool.Run(_folder.Path, [.. clouds, "--predictions", "0..1"]).Refuses(2, "--predictions", "regression");
        Tool.Run(_folder.Path, [.. prices, "--false-positive-rate", "0.1"]).Refuses(2, "--false-positive-rate", "two classes");
        Tool.Run(_folder.Path, [.. prices, "--predictions", "5"]).Refuses(2, "--predictions", "0..50");
        Tool.Run(_folder.Path, [.. prices, "--predictions", "5..1"]).Refuses(2, "--predictions", "0..50");
        Tool.Run(_folder.Path, "train", "--data", "flowers.csv", "--optimizer", "lbfgs", "--false-positive-rate", "0.1")
            .Refuses(2, "two classes", "3");
        Tool.Run(_folder.Path, "train", "--data", "prices.csv", "--predictions", "0..")
            .Refuses(2, "--predictions", "lbfgs", "adam");
        Tool.Run(_folder.Path, "train", "--data", "prices.csv", "--optimizer", "levenberg-marquardt", "--predictions", "0..")
            .Refuses(2, "--predictions", "levenberg-marquardt");
    }

    [Theory]
    [InlineData("lbfgs")]
    [InlineData("cg")]
    [InlineData("newton-cg")]
    public void Train_MinimizerOnLargeBatches_LearnsAndGoesOnFromACheckpoint(string optimizer)
    {
        SampleFiles.Prices(_folder);
        string[] train = ["train", "--data", "prices.csv", "--hidden", "6", "--activation", "tanh", "--optimizer", optimizer,
            "--batch", "48", "--iterations-per-batch", "5", "--validation", "0", "--json"];
        var whole = Tool.Run(_folder.Path, [.. train, "--epochs", "60"]).Ends(0).LastObject;
        Assert.Equal(0, whole.GetProperty("bytes_allocated_per_step").GetDouble());
        Assert.True(whole.GetProperty("test_r2").GetDouble() > 0.9);
        string[] kept = [.. train, "--checkpoint", "kept", "--every", "10steps"];
        Tool.Run(_folder.Path, [.. kept, "--epochs", "30"]).Ends(0);
        var resumed = Tool.Run(_folder.Path, [.. kept, "--epochs", "60", "--resume"]).Ends(0).LastObject;
        Assert.Equal(60, resumed.GetProperty("steps").GetInt32());
        Assert.Equal(whole.GetProperty("test_rmse").GetDouble(), resumed.GetProperty("test_rmse").GetDouble());
    }

    [Fact]
    public void Train_LargeBatchesThatCannotBe_AreRefused()
    {
        SampleFiles.Prices(_folder);
        string[] train = ["train", "--data", "prices.csv", "--optimizer"];
        Tool.Run(_folder.Path, [.. train, "lbfgs", "--checkpoint", "kept"]).Refuses(2, "--checkpoint", "--batch");
        Tool.Run(_folder.Path, [.. train, "bfgs", "--batch", "20", "--checkpoint", "kept"]).Refuses(2, "--checkpoint", "bfgs");
        Tool.Run(_folder.Path, [.. train, "lbfgs", "--iterations-per-batch", "5"])
            .Refuses(2, "--iterations-per-batch", "--batch");
        Tool.Run(_folder.Path, [.. train, "adam", "--iterations-per-batch", "5"]).Refuses(2, "--iterations-per-batch", "adam");
        Tool.Run(_folder.Path, [.. train, "lbfgs", "--batch", "20", "--checkpoint", "kept", "--patience", "3"])
            .Refuses(2, "--patience", "checkpoints");
        Tool.Run(_folder.Path, [.. train, "lbfgs", "--batch", "20", "--predictions", "0.."])
            .Refuses(2, "--batch 20", "--predictions");
    }

    // Two kinds that overlap, by a pattern in place of chance.
    private void Clouds()
    {
        var text = new System.Text.StringBuilder("a,b,state\n");
        for (var i = 0; i < 240; i++)
        {
            var ill = i % 3 == 0;
            var (a, b) = (Math.Sin(i * 12.9898) * 1.5 + (ill ? 1.2 : 0), Math.Sin(i * 78.233) * 1.5 + (ill ? 0.8 : 0));
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{a:F4},{b:F4},{(ill ? "ill" : "well")}\n");
        }
        _folder.Write("clouds.csv", text.ToString());
    }
}
