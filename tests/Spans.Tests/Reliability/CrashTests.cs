using System.Diagnostics;
using System.Text.RegularExpressions;
using Spans.Testing;
using Spans.Training;

namespace Spans.Tests.Reliability;

/// <summary>F1: killed at any moment, a training leaves checkpoints that are whole; the order of system calls says why.</summary>
public sealed partial class CrashTests : IDisposable
{
    private const int Kills = 200;
    private const int Lanes = 2;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task F1_KilledAtTwoHundredRandomMoments_LeavesAWholeCheckpointEachTime()
    {
        var lanes = new Task<int>[Lanes];
        for (var lane = 0; lane < Lanes; lane++)
        {
            var (folder, seed) = (Directory.CreateDirectory(_folder.File($"lane{lane}")).FullName, lane + 1);
            lanes[lane] = Task.Run(() => KillAgainAndAgain(folder, new System.Random(seed)));
        }
        var halfWritten = await Task.WhenAll(lanes);
        TestContext.Current.SendDiagnosticMessage(
            $"F1: {Kills} of {Kills} kills left a whole checkpoint; {halfWritten.Sum()} of them came in the middle of a save.");
        Assert.True(halfWritten.Sum() > 0, "No kill came while a file was written: the moments are not those that matter.");
    }

    [Fact]
    public void F1_SystemCalls_FlushTheFileRenameItAndFlushTheFolder_BeforeOlderOnesGo()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/strace"), "Did not run: strace is not installed.");
        var trace = _folder.File("trace.txt");
        var kept = _folder.File("kept");
        var start = new ProcessStartInfo("/usr/bin/strace",
            ["-f", "-qq", "-s", "256", "-e",
                "trace=openat,write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat", "-o", trace,
                ChildProcess.DotnetPath, Probe, "SaveTwice", kept])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        var result = ChildProcess.Run(start);
        if (result.ExitCode != 0 && result.Errors.Contains("ptrace", StringComparison.Ordinal))
            Assert.Skip($"Did not run: {result.Errors.Trim()}");
        Assert.True(result.ExitCode == 0, result.Errors);
        var calls = Calls(File.ReadAllLines(trace));
        var last = Assert.Single(CheckpointFolder.Files(kept));
        // The second save, whose older file goes.
        var opened = calls.FindIndex(
            call => call.StartsWith("openat", StringComparison.Ordinal) && call.Contains($"\"{last}.", StringComparison.Ordinal)
            && call.Contains(".tmp\"", StringComparison.Ordinal) && call.Contains("O_CREAT", StringComparison.Ordinal));
        Assert.True(opened >= 0, "No temporary file was made.");
        var file = Result(calls[opened]);
        var flushed = calls.FindIndex(opened, call => Regex.IsMatch(call, $@"^f(data)?sync\({file}\)\s+= 0"));
        var renamed = calls.FindIndex(opened, call => Regex.IsMatch(call, $@"^rename.*\.tmp"", .*""{Regex.Escape(last)}"".*= 0"));
        Assert.True(opened < flushed && flushed < renamed, $"open {opened}, flush {flushed}, rename {renamed}");
        var folder = calls.FindIndex(
            renamed, call =>
                call.StartsWith("openat", StringComparison.Ordinal) && call.Contains($"\"{kept}\"", StringComparison.Ordinal));
        Assert.True(folder > renamed, "The folder was not opened after the rename.");
        var folderFlushed = calls.FindIndex(folder, call => Regex.IsMatch(call, $@"^fsync\({Result(calls[folder])}\)\s+= 0"));
        var removed = calls.FindLastIndex(
            call => Regex.IsMatch(call, @"^unlink.*checkpoint-\d{12}\.safetensors""")
            && !call.Contains(last, StringComparison.Ordinal));
        Assert.True(folderFlushed > folder && removed > folderFlushed,
            $"rename {renamed}, flush of the folder {folderFlushed}, removal {removed}");
        var writes = calls.Take(flushed).Skip(opened).Count(call => Regex.IsMatch(call, $@"^p?write(64)?\({file},"));
        Assert.True(writes > 0, "Nothing was written before the flush.");
        // Descriptors are used again, so what is written to this number after the rename is another file's.
        Assert.DoesNotContain(calls.Take(renamed).Skip(flushed), call => Regex.IsMatch(call, $@"^p?write(64)?\({file},"));
    }

    private static string Probe => Path.Combine(AppContext.BaseDirectory, "Spans.AllocationProbe.dll");

    private static int KillAgainAndAgain(string folder, System.Random random)
    {
        var halfWritten = 0;
        for (var i = 0; i < Kills / Lanes; i++)
        {
            var start = ChildProcess.Dotnet(folder, Probe, "SaveForever", folder);
            start.Environment["DOTNET_TieredPGO"] = "0";
            using var child = Process.Start(start)!;
            Assert.Equal("ready", child.StandardOutput.ReadLine());
            Thread.Sleep(TimeSpan.FromMicroseconds(random.Next(12_000)));
            child.Kill();
            child.WaitForExit();
            Assert.Equal(137, child.ExitCode);
            var damaged = new List<string>();
            Assert.NotNull(CheckpointFolder.Newest(folder, damaged));
            Assert.Empty(damaged);
            foreach (var file in CheckpointFolder.Files(folder)) CheckpointFile.Check(file);
            // One being written, or one more than is kept.
            var leftovers = Directory.GetFiles(folder, "*.tmp").Length;
            Assert.InRange(leftovers, 0, 2);
            Assert.InRange(CheckpointFolder.Files(folder).Count, 1, 3);
            if (leftovers > 0) halfWritten++;
        }
        return halfWritten;
    }

    // One line a call, those that were interrupted by another thread's put together again.
    private static List<string> Calls(string[] lines)
    {
        var calls = new List<string>();
        var unfinished = new Dictionary<string, string>();
        foreach (var line in lines)
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var (thread, text) = (line[..space], line[space..].TrimStart());
            if (text.EndsWith("<unfinished ...>", StringComparison.Ordinal))
                unfinished[thread] = text[..^"<unfinished ...>".Length];
            else if (Resumed().Match(text) is { Success: true } match) calls.Add(unfinished[thread] + text[match.Length..]);
            else calls.Add(text);
        }
        return calls;
    }

    private static string Result(string call) => call[(call.LastIndexOf('=') + 1)..].Trim();

    [GeneratedRegex(@"^<\.\.\. \w+ resumed>\s*")]
    private static partial Regex Resumed();
}
