using System.Diagnostics;
using System.Globalization;
using Spans.Testing;

namespace Spans.Cli.Tests;

/// <summary>Interrupted training saves what it has and says so by its exit code.</summary>
public sealed class SignalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void Train_Interrupted_SavesAndEndsWithItsCode(string signal, int code)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Did not run: Windows has no signals.");
        SampleFiles.Prices(_folder);
        var start = Tool.Start(_folder.Path, "train", "--data", "prices.csv", "--hidden", "64", "--epochs", "100000000", "--json", "--output", "model.safetensors");
        using var process = Process.Start(start)!;
        // The first epoch was reported: training is under way.
        Assert.NotNull(process.StandardOutput.ReadLine());
        var clock = Stopwatch.StartNew();
        Kill(process, signal);
        var result = Tool.Finish(process).Ends(code);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"It took {clock.Elapsed.TotalSeconds} s to stop.");
        Assert.Equal("cancelled", result.LastObject.GetProperty("stop_reason").GetString());
        Assert.Empty(result.Errors);
        Tool.Run(_folder.Path, "evaluate", "model.safetensors", "--data", "prices.csv").Ends(0);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.tmp"));
    }

    [Fact]
    public void Train_InterruptedTwice_EndsAtOnce()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Did not run: Windows has no signals.");
        SampleFiles.Prices(_folder);
        var start = Tool.Start(_folder.Path, "train", "--data", "prices.csv", "--hidden", "64", "--epochs", "100000000", "--json");
        using var process = Process.Start(start)!;
        Assert.NotNull(process.StandardOutput.ReadLine());
        Kill(process, "INT");
        if (!process.HasExited) Kill(process, "INT", mayBeGone: true);
        Tool.Finish(process).Ends(130);
    }

    private static void Kill(Process process, string signal, bool mayBeGone = false)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        if (!mayBeGone) Assert.Equal(0, kill.ExitCode);
    }
}
