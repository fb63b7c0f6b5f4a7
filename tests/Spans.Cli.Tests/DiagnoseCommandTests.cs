using Spans.Testing;

namespace Spans.Cli.Tests;

public sealed class DiagnoseCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Diagnose_OfTheDigits_FindsNothing() =>
        Assert.True(
            Tool.Run(_folder.Path, "diagnose", "--json", "--epochs", "3").Ends(0).LastObject.GetProperty("healthy").GetBoolean());

    [Fact]
    public void Diagnose_WithAnAbsurdRate_SaysSo()
    {
        var findings = Tool.Run(
            _folder.Path, "diagnose", "--json", "--epochs", "2", "--optimizer", "sgd", "--learning-rate", "30")
                .Ends(0).LastObject.GetProperty("findings");
        Assert.Equal("learning-rate-too-high", findings[0].GetProperty("name").GetString());
    }

    [Fact]
    public void Diagnose_ANetworkOfAFile_FindsWhatItsLayersDo()
    {
        File.WriteAllText(
            _folder.File("twice.json"), """{"layers":[{"type":"flatten"},{"type":"dense","units":10},{"type":"softmax"}]}""");
        var findings = Tool.Run(_folder.Path, "diagnose", "--json", "--epochs", "1", "--network", "twice.json")
            .Ends(0).LastObject.GetProperty("findings");
        Assert.Equal("double-softmax", findings[0].GetProperty("name").GetString());
    }

    [Fact]
    public void Diagnose_ANetworkOfBodies_ShowsTheLayersInside()
    {
        File.WriteAllText(_folder.File("residual.json"), """
            {"layers":[{"type":"flatten"},{"type":"dense","units":12,"activation":"relu"},
            {"type":"residual","body":[{"type":"dense","units":6,"activation":"relu"},{"type":"dense","units":12}]},
            {"type":"dense","units":10}]}
            """);
        var layers = Tool.Run(_folder.Path, "diagnose", "--json", "--epochs", "1", "--network", "residual.json")
            .Ends(0).LastObject.GetProperty("layers").EnumerateArray().ToArray();
        Assert.Equal(
            ["1 Dense(Relu)", "2 Residual", "2.body.0 Dense(Relu)", "2.body.1 Dense(Identity)", "3 Dense(Identity)"],
            layers.Select(static layer => layer.GetProperty("name").GetString()));
        Assert.Equal(["2.body.0.weight", "2.body.0.bias"],
            layers[2].GetProperty("tensors").EnumerateArray().Select(static tensor => tensor.GetProperty("name").GetString()));
        Assert.Equal(64 * 6, Sum(layers[2].GetProperty("outputs")));
    }

    // A bar for each part of each layer's outputs and each tensor's gradients; '@' is the tallest.
    [Fact]
    public void Diagnose_ForPeople_DrawsEachLayersHistograms()
    {
        var lines = Tool.Run(_folder.Path, "diagnose", "--epochs", "1", "--hidden", "16,8").Ends(0).Lines;
        foreach (var row in (string[])["0 Dense(Relu)", "1 Dense(Relu)", "2 Dense(Identity)", "0.weight", "0.bias", "1.weight",
            "2.weight", "2.bias"])
        {
            var bars = Bars(Assert.Single(lines, line => line.StartsWith($"| {row} ", StringComparison.Ordinal)));
            Assert.Equal(16, bars.Length);
            Assert.Contains('@', bars);
        }
        // ReLU: nothing below 0, most at 0.
        Assert.Equal('@', Bars(lines.Single(static line => line.StartsWith("| 0 Dense(Relu) ", StringComparison.Ordinal)))[0]);
    }

    [Fact]
    public void Diagnose_AsJson_CountsOutputsAndGradients()
    {
        var layers = Tool.Run(_folder.Path, "diagnose", "--json", "--epochs", "1", "--hidden", "8")
            .Ends(0).LastObject.GetProperty("layers");
        var dense = layers.EnumerateArray().Single(static layer => layer.GetProperty("name").GetString() == "0 Dense(Relu)");
        Assert.Equal(64 * 8, Sum(dense.GetProperty("outputs")));
        // 784 · 8 weights are few enough to be counted all.
        Assert.Equal(784 * 8, Sum(dense.GetProperty("tensors")[0].GetProperty("gradients")));
    }

    private static string Bars(string line) => line[(line.IndexOf('[', StringComparison.Ordinal) + 1)..line.LastIndexOf(']')];

    private static int Sum(System.Text.Json.JsonElement histogram) =>
        histogram.GetProperty("counts").EnumerateArray().Sum(static count => count.GetInt32());

    [Theory]
    [InlineData("--schedule", "sometimes")]
    [InlineData("--augment", "sideways")]
    [InlineData("--optimizer", "lbfgs")]
    [InlineData("--loss", "guess")]
    public void Diagnose_AnOptionOfTrainingThatMakesNoSense_IsRefused(string option, string value) =>
        Tool.Run(_folder.Path, "diagnose", option, value).Refuses(2, option);
}
