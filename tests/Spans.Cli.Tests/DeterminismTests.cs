using System.Security.Cryptography;
using Spans.Testing;

namespace Spans.Cli.Tests;

/// <summary>The same seed gives the same file, whatever the number of threads.</summary>
public sealed class DeterminismTests
{
    [Fact]
    public void N7_Train_OneToSevenThreads_GiveTheSameFile()
    {
        using var folder = new TemporaryFolder();
        SampleFiles.Images(folder);
        var expected = Train(folder, 1);
        foreach (var threads in (int[])[1, 2, 3, 4, 7]) Assert.Equal(expected, Train(folder, threads));
        Assert.NotEqual(expected, Train(folder, 1, seed: 2));
    }

    private static string Train(TemporaryFolder folder, int threads, int seed = 1)
    {
        Tool.Run(folder.Path, "train", "--data", "images", "--hidden", "300,200", "--dropout", "0.2", "--batch", "128",
            "--epochs", "3", "--seed", $"{seed}",
            "--threads", $"{threads}", "--output", "model.safetensors").Ends(0);
        return Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(folder.File("model.safetensors"))));
    }
}
