using System.Text.Json;
using Spans.Testing;

namespace Spans.Cli.Tests;

/// <summary>What <c>--json</c> promises to scripts.</summary>
public sealed class JsonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Train_Classification_LastLineHasEveryKey(int threads)
    {
        SampleFiles.Images(_folder);
        var result = Tool.Run(
            _folder.Path, "train", "--data", "images", "--hidden", "32", "--epochs", "20", "--batch", "32", "--validation", "0",
            "--seed", "7", "--threads", $"{threads}", "--json").Ends(0);
        Assert.Empty(result.Errors);
        Assert.Equal(21, result.Lines.Length);
        var last = result.LastObject;
        // 400 rows in batches of 32 are 13 steps an epoch.
        Assert.Equal((20, 260), (Integer(last, "epochs"), Integer(last, "steps")));
        Assert.Equal((threads, 7), (Integer(last, "threads"), Integer(last, "seed")));
        Assert.Equal(144 * 32 + 32 + 32 * 3 + 3, Integer(last, "parameters"));
        Assert.Equal("epochs", last.GetProperty("stop_reason").GetString());
        Assert.Equal(0, last.GetProperty("bytes_allocated_per_step").GetDouble());
        Assert.Equal(0, Integer(last, "gc_collections"));
        foreach (var name in (string[])["train_loss", "test_loss", "test_accuracy", "train_seconds", "samples_per_second"])
            Assert.True(last.GetProperty(name).GetDouble() > 0, name);
    }

    [Fact]
    public void Train_Regression_LastLineHasEveryKey()
    {
        SampleFiles.Prices(_folder);
        var result = Tool.Run(
            _folder.Path, "train", "--data", "prices.csv", "--hidden", "8", "--epochs", "20", "--batch", "8", "--json").Ends(0);
        var last = result.LastObject;
        foreach (var name in (string[])
            ["epochs", "steps", "train_loss", "test_loss", "test_rmse", "test_mae", "test_r2", "train_seconds",
                "samples_per_second", "threads", "seed", "parameters"])
            Assert.Equal(JsonValueKind.Number, last.GetProperty(name).ValueKind);
        Assert.Equal(0, last.GetProperty("bytes_allocated_per_step").GetDouble());
        Assert.Equal(0, Integer(last, "gc_collections"));
        Assert.Equal("epochs", last.GetProperty("stop_reason").GetString());
    }

    [Fact]
    public void Train_EachEpoch_IsOneLine()
    {
        SampleFiles.Prices(_folder);
        var result = Tool.Run(_folder.Path, "train", "--data", "prices.csv", "--hidden", "8", "--epochs", "5", "--json").Ends(0);
        Assert.Equal(6, result.Lines.Length);
        for (var i = 0; i < 5; i++) Assert.Equal(i + 1, Integer(ToolResult.Parse(result.Lines[i]), "epoch"));
    }

    [Fact]
    public void Train_EarlyStopAndConvergence_SayWhy()
    {
        SampleFiles.Prices(_folder);
        string[] train = ["train", "--data", "prices.csv", "--hidden", "8", "--json"];
        var converged = Tool.Run(_folder.Path, [.. train, "--epochs", "50", "--learning-rate", "1e-9", "--tolerance", "1e-3"])
            .Ends(0).LastObject;
        Assert.Equal("converged", converged.GetProperty("stop_reason").GetString());
        Assert.True(Integer(converged, "epochs") < 50);
        // Steps too small to change a weight: no epoch is better than the first.
        var early = Tool.Run(_folder.Path, [.. train, "--epochs", "50", "--learning-rate", "1e-30", "--patience", "2"])
            .Ends(0).LastObject;
        Assert.Equal("early_stop", early.GetProperty("stop_reason").GetString());
        Assert.Equal((3, 1), (Integer(early, "epochs"), Integer(early, "best_epoch")));
    }

    [Fact]
    public void Train_LossThatIsNoNumber_FailsAndSavesNothing()
    {
        SampleFiles.Prices(_folder);
        var result = Tool.Run(
            _folder.Path, "train", "--data", "prices.csv", "--optimizer", "sgd", "--learning-rate", "1e30", "--json", "--output",
            "model.safetensors");
        result.Refuses(1, "step", "--learning-rate");
        Assert.Equal("non_finite", result.LastObject.GetProperty("stop_reason").GetString());
        Assert.False(File.Exists(_folder.File("model.safetensors")));
    }

    [Fact]
    public void Train_TooFewStepsToBeWarm_CountsNoBytes()
    {
        SampleFiles.Prices(_folder);
        var last = Tool.Run(_folder.Path, "train", "--data", "prices.csv", "--epochs", "1", "--json").Ends(0).LastObject;
        Assert.Equal(JsonValueKind.Null, last.GetProperty("bytes_allocated_per_step").ValueKind);
    }

    private static long Integer(JsonElement line, string name) => line.GetProperty(name).GetInt64();
}
