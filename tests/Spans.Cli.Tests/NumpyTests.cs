using Spans.Data.Numpy;
using Spans.Testing;

namespace Spans.Cli.Tests;

/// <summary>Arrays in, arrays out, and how fast.</summary>
public sealed class NumpyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TrainAndPredict_Arrays_GivesTheProbabilitiesOfTheCsv()
    {
        WriteData();
        Assert.Equal(0,
            Tool.Run(_folder.Path, "train", "--data", "x.npy", "--target-file", "y.npy", "--task", "classification", "--epochs",
                "2", "--hidden", "4",
            "--output", "m.safetensors").ExitCode);
        Assert.Equal(0, Tool.Run(_folder.Path, "predict", "m.safetensors", "--data", "x.npy", "--output", "p.npy").ExitCode);
        var csv = Tool.Run(_folder.Path, "predict", "m.safetensors", "--data", "x.npy", "--probabilities");
        var predictions = NumpyFile.Read(_folder.File("p.npy"));
        Assert.Equal([40, 2], predictions.Extents);
        var first = csv.Output.Split('\n')[1].Split(',');
        Assert.Equal(predictions.Values[0], float.Parse(first[2], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(predictions.Values[1], float.Parse(first[3], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void F10_ArrayThatIsCut_IsRefusedInTwoLines()
    {
        WriteData();
        var path = _folder.File("x.npy");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^3]);
        var result = Tool.Run(_folder.Path, "train", "--data", "x.npy", "--target-file", "y.npy");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("x.npy", result.Errors, StringComparison.Ordinal);
        Assert.InRange(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 1, 2);
    }

    [Fact]
    public void M6_Latency_PrintsPercentilesAndNoBytes()
    {
        WriteData();
        Assert.Equal(0,
            Tool.Run(_folder.Path, "train", "--data", "x.npy", "--target-file", "y.npy", "--epochs", "1", "--output",
                "m.safetensors").ExitCode);
        var result = Tool.Run(_folder.Path, "latency", "m.safetensors", "--seconds", "0.5", "--batch", "4", "--threads", "2");
        Assert.Equal(0, result.ExitCode);
        foreach (var word in (string[])["p50", "p90", "p99", "p99.9", "max", "throughput"])
            Assert.Contains(word, result.Output, StringComparison.Ordinal);
        Assert.Contains("allocated  0 bytes, 0 collections", result.Output, StringComparison.Ordinal);
    }

    private void WriteData()
    {
        var (x, y) = (new float[40 * 3], new float[40]);
        for (var i = 0; i < x.Length; i++) x[i] = i * 7 % 11 / 11f;
        for (var i = 0; i < y.Length; i++) y[i] = x[3 * i] > 0.5f ? 1 : 0;
        NumpyFile.Write(_folder.File("x.npy"), x, 40, 3);
        NumpyFile.Write(_folder.File("y.npy"), y, 40);
    }
}
