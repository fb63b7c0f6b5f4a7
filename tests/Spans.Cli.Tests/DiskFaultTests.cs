using System.Diagnostics;
using Spans.Testing;
using Spans.Training;

namespace Spans.Cli.Tests;

/// <summary>F2, F5, N6 as a user meets them: disks that are full, files that are old, numbers that are none.</summary>
public sealed class DiskFaultTests : IDisposable
{
    private const int Failed = 1;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void F2_FileSizeLimited_FailsInALineAndKeepsTheOldCheckpoint()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Did not run: Windows has no such limit.");
        SampleFiles.Images(_folder);
        const string Train = "train --data images --hidden 64 --checkpoint kept --keep 1";
        Tool.Shell(_folder.Path, $"spans {Train} --epochs 1").Ends(0);
        var old = Assert.Single(CheckpointFolder.Files(_folder.File("kept")));
        var before = File.ReadAllBytes(old);
        Assert.True(before.Length > 64 * 512);
        // 32 KB or 64 KB, by the shell's unit; the runtime's own double mapping of code would meet the limit first.
        var result = Tool.Shell(
            _folder.Path,
            $"export DOTNET_EnableWriteXorExecute=0; trap '' XFSZ; ulimit -f 64; spans {Train} --resume --epochs 2 2>&1 >/dev/null; exit $?");
        result.Ends(Failed);
        var line = Assert.Single(result.Lines);
        Assert.StartsWith("error: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
        Assert.Equal(old, Assert.Single(Directory.GetFiles(_folder.File("kept"))));
        Assert.Equal(before, File.ReadAllBytes(old));
        Tool.Shell(_folder.Path, $"spans {Train} --resume --epochs 2").Ends(0);
    }

    [Fact]
    public void F2_FullFileSystem_FailsInALineAndKeepsTheOldCheckpoints()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/unshare"), "Did not run: there is no unshare to mount a small file system.");
        SampleFiles.Images(_folder);
        Directory.CreateDirectory(_folder.File("kept"));
        // In a mount namespace of its own: the file system goes with the process.
        var script = $$"""
            spans() { '{{ChildProcess.DotnetPath}}' '{{Tool.Assembly}}' "$@"; }
            mount -t tmpfs -o size=500k none kept || exit 77
            spans train --data images --hidden 64 --checkpoint kept --keep 99 --epochs 20 > /dev/null
            code=$?
            for file in kept/checkpoint-*.safetensors; do spans verify "$file" > /dev/null || exit 78; count=x$count; done
            ls kept/*.tmp > /dev/null 2>&1 && exit 79
            echo "$count"
            exit $code
            """;
        var result = ChildProcess.Run(new ProcessStartInfo("/usr/bin/unshare", ["-r", "-m", "/bin/sh", "-c", script])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        Assert.SkipWhen(result.ExitCode is 77 || result.Errors.StartsWith("unshare", StringComparison.Ordinal),
            $"Did not run: no file system can be mounted here ({result.Errors.Trim()}).");
        new ToolResult(result.ExitCode, result.Output, result.Errors).Refuses(Failed, "space");
        Assert.InRange(result.Output.Trim().Length, 2, 19);
    }

    [Fact]
    public void F5_CheckpointOfVersion01_GoesOn()
    {
        var released = Path.Combine(AppContext.BaseDirectory, "golden", "released", "0.1");
        Directory.CreateDirectory(_folder.File("kept"));
        foreach (var name in (string[])["prices.csv", "model.safetensors", "kept/checkpoint-000000000018.safetensors"])
            File.Copy(Path.Combine(released, name), _folder.File(name));
        var scores = Tool.Run(_folder.Path, "evaluate", "model.safetensors", "--data", "prices.csv", "--json").Ends(0).LastObject;
        // As version 0.1 printed it; other instruction sets differ in the last digits.
        Assert.Equal(816.4719, scores.GetProperty("test_rmse").GetDouble(), 0.01);
        var result = Tool.Run(
            _folder.Path, "train", "--data", "prices.csv", "--hidden", "4", "--batch-norm", "--dropout", "0.1", "--batch", "16",
            "--patience", "5",
            "--schedule", "reduce-on-plateau", "--optimizer", "nadam", "--epochs", "5", "--checkpoint", "kept", "--resume")
                .Ends(0);
        Assert.Contains("after step 18", result.Output, StringComparison.Ordinal);
        Assert.Equal(2, result.Lines.Count(static line => line.StartsWith("epoch ", StringComparison.Ordinal)));
    }

    [Fact]
    public void N6_LossThatIsNoNumber_EndsWithOneNamingStepAndLayer_AndKeepsTheLastGoodCheckpoint()
    {
        SampleFiles.Prices(_folder);
        Tool.Run(_folder.Path, "train", "--data", "prices.csv", "--optimizer", "sgd", "--learning-rate", "1e15", "--hidden",
            "8,8", "--checkpoint", "kept", "--every", "1steps",
            "--output", "model.safetensors").Refuses(Failed, "step ", "layer ", "--learning-rate");
        Assert.False(File.Exists(_folder.File("model.safetensors")));
        var kept = CheckpointFolder.Newest(_folder.File("kept"));
        Assert.NotNull(kept);
        Assert.NotNull(VerifiedFile.Of(kept).Steps);
    }

    [Fact]
    public void M7_NetworkLargerThanMemory_IsRefusedInALine()
    {
        SampleFiles.Prices(_folder);
        var result = Tool.RunWith(
            _folder.Path, [("DOTNET_GCHeapHardLimit", "10000000")], "train", "--data", "prices.csv", "--hidden", "12000,12000",
            "--output", "model.safetensors");
        result.Refuses(Failed, "MiB", "smaller");
    }
}
