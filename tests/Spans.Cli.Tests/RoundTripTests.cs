using System.Globalization;
using Spans.Testing;

namespace Spans.Cli.Tests;

/// <summary>Train, save, inspect, evaluate and predict on small real files.</summary>
public sealed class RoundTripTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Csv_Classified_RoundTrips()
    {
        SampleFiles.Flowers(_folder);
        var trained = Train("flowers.csv", "--hidden", "16", "--epochs", "60", "--batch", "16", "--learning-rate", "0.01");
        Assert.Equal(1, trained.LastObject.GetProperty("test_accuracy").GetDouble());

        var inspected = Tool.Run(_folder.Path, "inspect", "model.safetensors").Ends(0);
        Assert.Contains("classes: a, b, c", inspected.Output, StringComparison.Ordinal);
        Assert.Contains("link: Softmax", inspected.Output, StringComparison.Ordinal);

        var scores = Tool.Run(_folder.Path, "evaluate", "model.safetensors", "--data", "flowers.csv", "--json")
            .Ends(0).LastObject;
        Assert.Equal(90, scores.GetProperty("rows").GetInt32());
        Assert.True(scores.GetProperty("test_accuracy").GetDouble() > 0.98);

        var predicted = Tool.Run(_folder.Path, "predict", "model.safetensors", "--data", "flowers.csv", "--probabilities")
            .Ends(0);
        Assert.Equal("class,probability,a,b,c", predicted.Lines[0]);
        Assert.Equal(91, predicted.Lines.Length);
        var right = Enumerable.Range(0, 90).Count(i => predicted.Lines[i + 1][0] == "abc"[i % 3]);
        Assert.Equal(scores.GetProperty("test_accuracy").GetDouble(), right / 90.0, 9);
        Assert.All(predicted.Lines[1..], line => Assert.Equal(1, line.Split(',')[2..].Sum(Number), 5));
    }

    [Fact]
    public void Csv_Regression_RoundTripsInTheTargetsOwnUnits()
    {
        SampleFiles.Prices(_folder);
        var trained =
            Train("prices.csv", "--hidden", "32", "--epochs", "150", "--batch", "16", "--learning-rate", "0.01").LastObject;
        Assert.True(trained.GetProperty("test_r2").GetDouble() > 0.98);
        Assert.True(trained.GetProperty("test_rmse").GetDouble() < 80);
        Assert.True(trained.GetProperty("test_mae").GetDouble() <= trained.GetProperty("test_rmse").GetDouble());
        Assert.False(trained.TryGetProperty("test_accuracy", out _));

        var scores = Tool.Run(_folder.Path, "evaluate", "model.safetensors", "--data", "prices.csv", "--json").Ends(0).LastObject;
        Tool.Run(_folder.Path, "predict", "model.safetensors", "--data", "prices.csv", "--output", "predicted.csv").Ends(0);
        var predicted = File.ReadAllLines(_folder.File("predicted.csv"));
        var prices = File.ReadAllLines(_folder.File("prices.csv"));
        Assert.Equal("price", predicted[0]);
        Assert.Equal(121, predicted.Length);
        var squares = predicted.Skip(1).Zip(prices.Skip(1), (p, line) => Number(p) - Number(line.Split(',')[2]))
            .Sum(static d => d * d);
        Assert.Equal(scores.GetProperty("test_rmse").GetDouble(), Math.Sqrt(squares / 120), 1e-2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Images_PlainOrGzipped_RoundTrip(bool gzip)
    {
        SampleFiles.Images(_folder, gzip);
        var trained = Train("images", "--hidden", "24", "--epochs", "4", "--dropout", "0.1", "--batch-norm").LastObject;
        Assert.Equal(1, trained.GetProperty("test_accuracy").GetDouble());
        var scores = Tool.Run(_folder.Path, "evaluate", "model.safetensors", "--data", "images", "--json").Ends(0).LastObject;
        Assert.Equal(90, scores.GetProperty("rows").GetInt32());
        Assert.Equal(trained.GetProperty("test_loss").GetDouble(), scores.GetProperty("test_loss").GetDouble(), 5);
        var predicted = Tool.Run(_folder.Path, "predict", "model.safetensors", "--data", "images", "--limit", "7").Ends(0);
        Assert.Equal(["0", "1", "2", "0", "1", "2", "0"], predicted.Lines[1..].Select(static line => line.Split(',')[0]));
    }

    [Fact]
    public void Digits_OneEpoch_RoundTrip()
    {
        var trained = Train("digits", "--hidden", "64", "--epochs", "1").LastObject;
        Assert.True(trained.GetProperty("test_accuracy").GetDouble() > 0.7);
        var scores = Tool.Run(_folder.Path, "evaluate", "model.safetensors", "--json").Ends(0).LastObject;
        Assert.Equal(trained.GetProperty("test_accuracy").GetDouble(), scores.GetProperty("test_accuracy").GetDouble(), 9);
    }

    [Fact]
    public void Model_OnDataOfAnotherKind_IsRefused()
    {
        SampleFiles.Flowers(_folder);
        SampleFiles.Prices(_folder);
        SampleFiles.Images(_folder);
        Train("flowers.csv", "--hidden", "4", "--epochs", "1");
        Tool.Run(_folder.Path, "evaluate", "model.safetensors", "--data", "images").Refuses(1, "table", "images");
        Tool.Run(_folder.Path, "evaluate", "model.safetensors", "--data", "prices.csv").Refuses(1, "prices.csv");
        Tool.Run(_folder.Path, "predict", "model.safetensors", "--data", "absent.csv").Refuses(1, "absent.csv");
    }

    private ToolResult Train(string data, params string[] options) => Tool.Run(
        _folder.Path, ["train", "--data", data, "--output", "model.safetensors", "--json", "--threads", "1", .. options]).Ends(0);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
