using Spans.Testing;

namespace Spans.Cli.Tests;

public sealed class DiagnoseCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Diagnose_OfTheDigits_FindsNothing() =>
        Assert.True(Tool.Run(_folder.Path, "diagnose", "--json", "--epochs", "3").Ends(0).LastObject.GetProperty("healthy").GetBoolean());

    [Fact]
    public void Diagnose_WithAnAbsurdRate_SaysSo()
    {
        var findings = Tool.Run(_folder.Path, "diagnose", "--json", "--epochs", "2", "--optimizer", "sgd", "--learning-rate", "30").Ends(0).LastObject.GetProperty("findings");
        Assert.Equal("learning-rate-too-high", findings[0].GetProperty("name").GetString());
    }

    [Fact]
    public void Diagnose_ANetworkOfAFile_FindsWhatItsLayersDo()
    {
        File.WriteAllText(_folder.File("twice.json"), """{"layers":[{"type":"flatten"},{"type":"dense","units":10},{"type":"softmax"}]}""");
        var findings = Tool.Run(_folder.Path, "diagnose", "--json", "--epochs", "1", "--network", "twice.json").Ends(0).LastObject.GetProperty("findings");
        Assert.Equal("double-softmax", findings[0].GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("--schedule", "sometimes")]
    [InlineData("--augment", "sideways")]
    [InlineData("--optimizer", "lbfgs")]
    [InlineData("--loss", "guess")]
    public void Diagnose_AnOptionOfTrainingThatMakesNoSense_IsRefused(string option, string value) =>
        Tool.Run(_folder.Path, "diagnose", option, value).Refuses(2, option);
}
