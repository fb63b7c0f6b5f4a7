using Spans.Testing;

namespace Spans.Cli.Tests;

/// <summary>Networks by name, from training to prediction.</summary>
public sealed class NetworkTests : IDisposable
{
    private const int Failed = 1;
    private const int WrongUsage = 2;
    private const string Small = """
        {"layers":[{"type":"conv-2d","filters":4,"kernel":3,"activation":"relu"},{"type":"max-pool-2d","window":2},{"type":"dense","units":3}]}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("lenet")]
    [InlineData("cnn-bn")]
    [InlineData("resnet8")]
    public void Train_NetworkForImages_LearnsSavesAndIsEvaluated(string network)
    {
        SampleFiles.Images(_folder);
        var last = Tool.Run(
            _folder.Path, "train", "--data", "images", "--network", network, "--epochs", "3", "--batch", "8", "--threads", "2",
            "--augment", "shift=1,rotate=5,scale=0.05,cutout=2", "--output", "model.safetensors", "--json").Ends(0).LastObject;
        Assert.Equal(0, last.GetProperty("bytes_allocated_per_step").GetDouble());
        Assert.True(last.GetProperty("test_accuracy").GetDouble() > 0.9);
        var again = Tool.Run(_folder.Path, "evaluate", "model.safetensors", "--data", "images", "--json").Ends(0).LastObject;
        Assert.Equal(last.GetProperty("test_accuracy").GetDouble(), again.GetProperty("test_accuracy").GetDouble());
    }

    [Fact]
    public void Train_NetworkOfAFile_LearnsSavesAndIsInspected()
    {
        SampleFiles.Images(_folder);
        _folder.Write("small.json", Small);
        var last = Tool.Run(_folder.Path, "train", "--data", "images", "--network", "small.json", "--epochs", "3", "--batch", "8",
            "--output", "model.safetensors", "--json").Ends(0).LastObject;
        Assert.Equal(0, last.GetProperty("bytes_allocated_per_step").GetDouble());
        Assert.True(last.GetProperty("test_accuracy").GetDouble() > 0.9);
        Assert.Contains("Conv2D(Relu) [4, 10, 10]", Tool.Run(_folder.Path, "inspect", "model.safetensors").Ends(0).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Train_NetworkOfAFileThatDoesNotFit_IsRefused()
    {
        SampleFiles.Images(_folder);
        SampleFiles.Prices(_folder);
        _folder.Write("small.json", Small);
        _folder.Write("ten.json", Small.Replace("3}]}", "10}]}", StringComparison.Ordinal));
        _folder.Write("broken.json", Small.Replace("\"window\":2", "\"window\":-2", StringComparison.Ordinal));
        Refuses(Failed, ["absent.json", "no such file"], "images", "absent.json");
        Refuses(Failed, ["small.json", "Layer 0", "[channels, height, width]"], "prices.csv", "small.json");
        Refuses(Failed, ["ten.json", "[10]", "3 outputs"], "images", "ten.json");
        Refuses(Failed, ["broken.json", "layers[1]", "window"], "images", "broken.json");
        Refuses(WrongUsage, ["--dropout", "small.json"], "images", "small.json", "--dropout", "0.1");
        Refuses(WrongUsage, ["--hidden", "small.json"], "images", "small.json", "--hidden", "12");
    }

    private void Refuses(int code, string[] words, string data, string network, params string[] options) =>
        Tool.Run(_folder.Path, ["train", "--data", data, "--network", network, .. options]).Refuses(code, words);

    [Fact]
    public void Train_TableOfPixels_IsSeenAsImages()
    {
        // 4x4 pixels, the upper half bright or the lower.
        var text = new System.Text.StringBuilder(string.Join(',', Enumerable.Range(0, 16)) + ",half\n");
        for (var i = 0; i < 120; i++)
            text.AppendJoin(',', Enumerable.Range(0, 16).Select(p => (p / 8 == i % 2 ? 150 : 10) + (i * 31 + p * 17) % 60))
                .Append(i % 2 == 0 ? ",up\n" : ",down\n");
        _folder.Write("pixels.csv", text.ToString());
        var last = Tool.Run(
            _folder.Path, "train", "--data", "pixels.csv", "--shape", "1,4,4", "--network", "resnet8", "--augment", "shift=1",
            "--epochs", "10", "--batch", "8", "--scale", "255", "--output", "model.safetensors", "--json").Ends(0).LastObject;
        Assert.True(last.GetProperty("test_accuracy").GetDouble() > 0.9);
        var all = Tool.Run(_folder.Path, "evaluate", "model.safetensors", "--data", "pixels.csv", "--json").Ends(0).LastObject;
        Assert.True(all.GetProperty("test_accuracy").GetDouble() > 0.9);
        Refuses(WrongUsage, ["[1, 4, 5]", "16"], "pixels.csv", "resnet8", "--shape", "1,4,5");
        Refuses(WrongUsage, ["--shape", "'4x4'"], "pixels.csv", "resnet8", "--shape", "4x4");
        Refuses(WrongUsage, ["--shape", "CSV"], "digits", "resnet8", "--shape", "1,4,4");
    }

    [Fact]
    public void Train_NetworkOfTheReadme_IsRead()
    {
        SampleFiles.Images(_folder);
        _folder.Write("readme.json",
            Assert.Single(Repository.ReadmeBlocks("json")).Replace("\"units\": 10", "\"units\": 3", StringComparison.Ordinal));
        Tool.Run(_folder.Path, "train", "--data", "images", "--network", "readme.json", "--epochs", "1").Ends(0);
    }

    [Fact]
    public void Train_DigitsWithLeNet_SeesImages()
    {
        var result = Tool.Run(_folder.Path, "train", "--network", "lenet", "--epochs", "1").Ends(0);
        Assert.Contains("[1, 28, 28] → Conv2D(Relu) [6, 28, 28]", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alexnet", "--network", "lenet")]
    [InlineData("lenet", "[channels, height, width]", "[2]")]
    [InlineData("lenet", "--hidden", "mlp", "--hidden", "12")]
    [InlineData("mlp", "shift=1", "[2]", "--augment", "shift=1")]
    [InlineData("mlp", "--augment", "'wobble'", "--augment", "wobble=1")]
    public void Train_NetworkThatDoesNotFit_IsWrongUsage(string network, string word, string other, params string[] options)
    {
        SampleFiles.Prices(_folder);
        Tool.Run(_folder.Path, ["train", "--data", "prices.csv", "--network", network, .. options])
            .Refuses(WrongUsage, word, other);
    }
}
