using System.Diagnostics;
using System.Globalization;
using Spans.Testing;
using Spans.Training;

namespace Spans.Cli.Tests;

/// <summary>Interrupted training saves what it has and says so by its exit code.</summary>
public sealed class SignalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SignalTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Did not run: Windows has no signals.");
        Assert.SkipWhen(
            InterruptsAreIgnored(), "Did not run: these tests were started in the background, where interrupts are ignored.");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void C1_C3_TrainInterrupted_SavesAndEndsWithItsCode(string signal, int code)
    {
        SampleFiles.Prices(_folder);
        using var process =
            Start("--data", "prices.csv", "--hidden", "64", "--epochs", "100000000", "--json", "--output", "model.safetensors");
        var clock = Stopwatch.StartNew();
        Kill(process, signal);
        var result = Tool.Finish(process).Ends(code);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"It took {clock.Elapsed.TotalSeconds} s to stop.");
        Assert.Equal("cancelled", result.LastObject.GetProperty("stop_reason").GetString());
        Assert.Empty(result.Errors);
        Tool.Run(_folder.Path, "evaluate", "model.safetensors", "--data", "prices.csv").Ends(0);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.tmp"));
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void F4_C3_InterruptedInAnEpoch_GoesOnBitForBit(string signal, int code)
    {
        SampleFiles.Images(_folder);
        // 360 steps an epoch: a signal falls into one of them.
        string[] training = ["--data", "images", "--hidden", "128", "--dropout", "0.3", "--batch", "1", "--epochs", "30",
            "--schedule", "cosine", "--patience", "25"];
        Tool.Run(_folder.Path, ["train", .. training, "--output", "whole.safetensors", "--threads", "1"]).Ends(0);
        string[] kept = [.. training, "--checkpoint", "kept", "--every", "1000m", "--output", "resumed.safetensors"];
        for (var stops = 0; stops < 3; stops++)
        {
            using var process = Start([.. kept, "--threads", $"{stops % 2 + 1}", .. stops == 0 ? [] : (string[])["--resume"]]);
            Thread.Sleep(20 * stops);
            Kill(process, signal, mayBeGone: true);
            var result = Tool.Finish(process);
            // On a fast machine the last of them may be done before the signal comes.
            if (result.ExitCode == 0) break;
            result.Ends(code);
            Assert.NotNull(CheckpointFolder.Newest(_folder.File("kept")));
        }
        Tool.Run(_folder.Path, ["train", .. kept, "--threads", "2", "--resume"]).Ends(0);
        Assert.Equal(
            File.ReadAllBytes(_folder.File("whole.safetensors")), File.ReadAllBytes(_folder.File("resumed.safetensors")));
    }

    [Fact]
    public void C3_InterruptedTwice_EndsAtOnceWithOldOrNewFileWhole()
    {
        SampleFiles.Images(_folder);
        string[] training = ["--data", "images", "--hidden", "512,512", "--epochs", "100000000", "--checkpoint", "kept",
            "--every", "1steps", "--json"];
        for (var i = 0; i < 6; i++)
        {
            using var process = Start([.. training, .. i == 0 ? [] : (string[])["--resume"]]);
            Thread.Sleep(7 * i);
            Kill(process, "INT");
            if (!process.HasExited) Kill(process, "INT", mayBeGone: true);
            Tool.Finish(process).Ends(130);
            var damaged = new List<string>();
            Assert.NotNull(CheckpointFolder.Newest(_folder.File("kept"), damaged));
            Assert.Empty(damaged);
            Assert.InRange(Directory.GetFiles(_folder.File("kept"), "*.tmp").Length, 0, 2);
        }
    }

    // Whoever is started with a signal ignored goes on so, and whoever he starts.
    private static bool InterruptsAreIgnored()
    {
        const ulong Interrupt = 1 << 1;
        const string Ignored = "SigIgn:";
        const string Status = "/proc/self/status";
        var line = File.Exists(Status)
            ? File.ReadLines(Status).FirstOrDefault(static line => line.StartsWith(Ignored, StringComparison.Ordinal)) : null;
        if (line is null) return false;
        var signals = ulong.Parse(line.AsSpan(Ignored.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (signals & Interrupt) != 0;
    }

    // Training is under way: the first line of its progress was printed.
    private Process Start(params string[] options)
    {
        var process = Process.Start(Tool.Start(_folder.Path, ["train", .. options]))!;
        string? line;
        do line = process.StandardOutput.ReadLine();
        while (line is not null && !line.StartsWith("epoch ", StringComparison.Ordinal) && !line.StartsWith('{'));
        Assert.NotNull(line);
        return process;
    }

    private static void Kill(Process process, string signal, bool mayBeGone = false)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        if (!mayBeGone) Assert.Equal(0, kill.ExitCode);
    }
}
