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
        var result = Tool.Run(_folder.Path, "train", "--data", "prices.csv", "--hidden", "6", "--activation", "tanh", "--optimizer", optimizer,
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
        var last = Tool.Run(_folder.Path, "train", "--data", "prices.csv", "--hidden", "40", "--activation", "tanh", "--optimizer", "lbfgs",
            "--epochs", "3000", "--patience", "2", "--validation", "0.3", "--json").Ends(0).LastObject;
        Assert.Equal("early_stop", last.GetProperty("stop_reason").GetString());
        Assert.Equal(last.GetProperty("epochs").GetInt32() - 2, last.GetProperty("best_epoch").GetInt32());
    }

    [Fact]
    public void Train_SquaredErrorOfClasses_WorksWithLevenbergMarquardt()
    {
        SampleFiles.Flowers(_folder);
        var last = Tool.Run(_folder.Path, "train", "--data", "flowers.csv", "--hidden", "6", "--activation", "tanh", "--loss", "mean-squared-error",
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
        string[] train = ["train", "--data", "houses", "--hidden", "8", "--activation", "tanh", "--optimizer", optimizer, "--epochs", "40", "--validation", "0", "--json"];
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
}
