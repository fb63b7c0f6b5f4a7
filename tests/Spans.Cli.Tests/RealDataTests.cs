using Spans.Testing;

namespace Spans.Cli.Tests;

/// <summary>The tool on real data sets, where the machine has them.</summary>
public sealed class RealDataTests
{
    [Fact]
    public void Mnist_OneEpoch_IsLearned()
    {
        var last =
            Train("--data", RealData.Path("mnist"), "--hidden", "128", "--epochs", "1", "--batch", "128", "--validation", "0");
        Assert.Equal(469, last.GetProperty("steps").GetInt64());
        Assert.Equal(784 * 128 + 128 + 1280 + 10, last.GetProperty("parameters").GetInt64());
        Assert.True(last.GetProperty("test_accuracy").GetDouble() > 0.92);
        Assert.Equal(0, last.GetProperty("bytes_allocated_per_step").GetDouble());
    }

    [Fact]
    public void Iris_WithItsSplit_IsLearned()
    {
        var last = Train(
            "--data", RealData.Path("iris/iris.csv"), "--skip-lines", "1", "--no-header", "--test-rows",
            RealData.Path("splits/iris.test.txt"),
            "--hidden", "16", "--epochs", "200", "--batch", "16", "--validation", "0");
        Assert.True(last.GetProperty("test_accuracy").GetDouble() >= 0.86);
    }

    [Fact]
    public void Boston_WithItsSplit_IsLearned()
    {
        var last =
            Train("--data", RealData.Path("house-prices/boston_house_prices.csv"), "--skip-lines", "1", "--task", "regression",
            "--test-rows", RealData.Path("splits/boston.test.txt"), "--hidden", "32", "--epochs", "150", "--batch", "32",
            "--validation", "0");
        // The mean as prediction errs by 10.1; least squares by 4.06.
        Assert.True(last.GetProperty("test_rmse").GetDouble() < 4.06);
    }

    private static System.Text.Json.JsonElement Train(params string[] options)
    {
        using var folder = new TemporaryFolder();
        return Tool.Run(folder.Path, ["train", .. options, "--json"]).Ends(0).LastObject;
    }
}
