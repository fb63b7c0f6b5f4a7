using Spans.Testing;
using Spans.Training;

namespace Spans.Cli.Tests;

/// <summary><c>train --checkpoint DIR --every N --keep K --resume</c> and <c>verify</c>.</summary>
public sealed class CheckpointTests : IDisposable
{
    private const int Failed = 1;
    private const int WrongUsage = 2;
    private static readonly string[] s_network =
        ["--hidden", "24", "--dropout", "0.2", "--batch-norm", "--batch", "32", "--learning-rate", "0.003"];
    private readonly TemporaryFolder _folder = new();

    public CheckpointTests() => SampleFiles.Images(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void F4_TrainTenEpochs_IsFiveAndFive()
    {
        Train("--epochs", "10", "--output", "whole.safetensors", "--threads", "1").Ends(0);
        Train("--epochs", "5", "--checkpoint", "kept", "--threads", "2").Ends(0);
        var resumed = Train(
            "--epochs", "10", "--checkpoint", "kept", "--resume", "--output", "resumed.safetensors", "--threads", "3").Ends(0);
        Assert.Equal(Bytes("whole.safetensors"), Bytes("resumed.safetensors"));
        Assert.Contains("resumed from", resumed.Output, StringComparison.Ordinal);
        Assert.Equal(5, resumed.Lines.Count(static line => line.StartsWith("epoch ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Train_ResumedWhenDone_WritesTheSameModelAgain()
    {
        Train("--epochs", "3", "--checkpoint", "kept", "--output", "first.safetensors").Ends(0);
        var again = Train("--epochs", "3", "--checkpoint", "kept", "--resume", "--output", "again.safetensors", "--json")
            .Ends(0).LastObject;
        Assert.Equal(Bytes("first.safetensors"), Bytes("again.safetensors"));
        Assert.Equal((3, "epochs"), (again.GetProperty("epochs").GetInt32(), again.GetProperty("stop_reason").GetString()));
        Assert.True(again.GetProperty("validation_accuracy").GetDouble() > 0);
    }

    [Theory]
    [InlineData("2", 1, new long[] { 48, 72 })]
    [InlineData("30steps", 0, new long[] { 30, 60, 72 })]
    [InlineData("1", 2, new long[] { 60, 72 })]
    public void Train_EveryAndKeep_SayWhichCheckpointsStay(string every, int keep, long[] steps)
    {
        // 360 rows to train on, 12 steps an epoch.
        Train("--epochs", "6", "--checkpoint", "kept", "--every", every, "--keep", keep == 0 ? "9" : keep == 1 ? "2" : "2")
            .Ends(0);
        var files = CheckpointFolder.Files(_folder.File("kept"));
        Assert.Equal(steps,
            files.Reverse().Select(
                static file => long.Parse(
                    Path.GetFileNameWithoutExtension(file)[^12..], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.All(files, file => Tool.Run(_folder.Path, "verify", file).Ends(0));
    }

    [Fact]
    public void Train_ResumeOfAnotherTraining_IsRefusedAndLeavesTheFolder()
    {
        Train("--epochs", "1", "--checkpoint", "kept", "--schedule", "cosine").Ends(0);
        var before = Bytes(CheckpointFolder.Files(_folder.File("kept"))[0]);
        Resume("--schedule", "cosine", "--seed", "2").Refuses(Failed, "seed 1", "2");
        Resume("--schedule", "cosine", "--optimizer", "sgd").Refuses(Failed, "optimizer", "sgd");
        Resume("--schedule", "cosine", "--epochs", "2").Refuses(Failed, "epochs", "2");
        Resume("--schedule", "step:3,0.5").Refuses(Failed, "schedule");
        Resume("--schedule", "cosine", "--init", "zeros").Refuses(Failed, "layer 0", "zeros");
        Resume("--schedule", "cosine", "--validation", "0.2").Refuses(Failed, "other training rows");
        Tool.Run(_folder.Path, ["train", "--data", "images", .. s_network, "--checkpoint", "kept", "--epochs", "1"])
            .Refuses(WrongUsage, "--resume");
        Assert.Equal(before, Bytes(CheckpointFolder.Files(_folder.File("kept"))[0]));
        Resume("--schedule", "cosine").Ends(0);

        ToolResult Resume(params string[] options) => Train(
            ["--checkpoint", "kept", "--resume", .. options.Contains("--epochs") ? [] : (string[])["--epochs", "1"], .. options]);
    }

    [Fact]
    public void Train_NewestCheckpointDamaged_GoesOnFromTheOneBefore()
    {
        Train("--epochs", "4", "--output", "whole.safetensors").Ends(0);
        Train("--epochs", "3", "--checkpoint", "kept").Ends(0);
        var files = CheckpointFolder.Files(_folder.File("kept"));
        Assert.Equal(3, files.Count);
        var bytes = File.ReadAllBytes(files[0]);
        bytes[^5] ^= 1;
        File.WriteAllBytes(files[0], bytes);
        Tool.Run(_folder.Path, "verify", files[0]).Refuses(Failed, files[0], "checksum");
        var resumed = Train("--epochs", "4", "--checkpoint", "kept", "--resume", "--output", "resumed.safetensors").Ends(0);
        Assert.Contains("checksum", resumed.Errors, StringComparison.Ordinal);
        Assert.Equal(Bytes("whole.safetensors"), Bytes("resumed.safetensors"));
        foreach (var file in CheckpointFolder.Files(_folder.File("kept"))) File.WriteAllBytes(file, [1, 2, 3]);
        Train("--epochs", "4", "--checkpoint", "kept", "--resume").Refuses(Failed, "kept", "no checkpoint that is whole");
    }

    [Fact]
    public void Train_LeftoversOfACrash_AreRemovedAtTheNextStart()
    {
        Directory.CreateDirectory(_folder.File("kept"));
        string[] leftovers = [_folder.Write("kept/checkpoint-000000000012.safetensors.4711.tmp", "half"),
            _folder.Write("model.safetensors.4711.tmp", "half")];
        string[] others = [_folder.Write("kept/mine.tmp", "mine"), _folder.Write("model.safetensors.backup.tmp", "mine")];
        using (new FileStream(_folder.Write("kept/checkpoint-000000000013.safetensors.12.tmp", "alive"), FileMode.Open,
            FileAccess.Write, FileShare.None))
        {
            Train("--epochs", "1", "--checkpoint", "kept", "--resume", "--output", "model.safetensors").Ends(0);
            // Somebody still writes it.
            Assert.True(File.Exists(_folder.File("kept/checkpoint-000000000013.safetensors.12.tmp")));
        }
        Assert.All(leftovers, path => Assert.False(File.Exists(path), path));
        Assert.All(others, path => Assert.True(File.Exists(path), path));
    }

    [Theory]
    [InlineData("--every", "0")]
    [InlineData("--every", "often")]
    [InlineData("--every", "5h")]
    [InlineData("--every", "-1")]
    [InlineData("--keep", "0")]
    [InlineData("--checkpoint", "")]
    public void Train_WrongCheckpointOption_IsNamed(string option, string value)
    {
        Train(["--epochs", "1", .. option == "--checkpoint" ? [] : (string[])["--checkpoint", "kept"], option, value])
            .Refuses(WrongUsage, option, "--help");
        Assert.False(Directory.Exists(_folder.File("kept")));
    }

    [Fact]
    public void Train_CheckpointOptionsWithoutAFolder_AreWrongUsage()
    {
        Train("--resume").Refuses(WrongUsage, "--resume needs --checkpoint");
        Train("--every", "2").Refuses(WrongUsage, "--every needs --checkpoint");
        Train("--keep", "2").Refuses(WrongUsage, "--keep needs --checkpoint");
    }

    [Fact]
    public void C2_CheckpointFolderThatCannotBe_IsFoundBeforeTraining()
    {
        _folder.Write("file", "");
        Train("--checkpoint", "file").Refuses(Failed, "--checkpoint file");
        Train("--checkpoint", "absent/kept").Refuses(Failed, "--checkpoint absent/kept");
        if (OperatingSystem.IsLinux()) Train("--checkpoint", "/proc/kept").Refuses(Failed, "--checkpoint /proc/kept");
    }

    [Fact]
    public void Verify_ModelCheckpointForeignAndDamaged_SaysWhatEachIs()
    {
        Train("--epochs", "2", "--checkpoint", "kept", "--output", "model.safetensors").Ends(0);
        var model = Tool.Run(_folder.Path, "verify", "model.safetensors").Ends(0);
        Assert.StartsWith("model.safetensors: a model of ", model.Output, StringComparison.Ordinal);
        Assert.Contains("checksum right", model.Output, StringComparison.Ordinal);
        var checkpoint = Tool.Run(_folder.Path, "verify", CheckpointFolder.Newest(_folder.File("kept"))!).Ends(0);
        Assert.Contains("a checkpoint after 2 epochs and 24 steps", checkpoint.Output, StringComparison.Ordinal);
        var header = """{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"""u8;
        _folder.Write("foreign.safetensors", [(byte)header.Length, 0, 0, 0, 0, 0, 0, 0, .. header, 0, 0, 0, 0]);
        var foreign = Tool.Run(_folder.Path, "verify", "foreign.safetensors").Ends(0);
        Assert.Contains("no checksum", foreign.Output, StringComparison.Ordinal);
        var bytes = Bytes("model.safetensors");
        _folder.Write("cut.safetensors", bytes[..^4]);
        bytes[300] ^= 1;
        _folder.Write("flipped.safetensors", bytes);
        foreach (var name in (string[])["cut.safetensors", "flipped.safetensors", "absent.safetensors",
            "images/train-images-idx3-ubyte"])
            Tool.Run(_folder.Path, "verify", name).Refuses(Failed, Path.GetFileName(name));
        Tool.Run(_folder.Path, "evaluate", CheckpointFolder.Newest(_folder.File("kept"))!, "--data", "images").Ends(0);
    }

    [Fact]
    public void Train_SavingAsItGoes_AllocatesNothingInTheStepsBetween()
    {
        var run = Train("--epochs", "60", "--checkpoint", "kept", "--every", "7steps", "--threads", "2", "--json")
            .Ends(0).LastObject;
        Assert.Equal(
            (0, 0), (run.GetProperty("bytes_allocated_per_step").GetDouble(), run.GetProperty("gc_collections").GetInt32()));
    }

    [Fact]
    public void F13_NamesOfTensors_AreNeverPathsNorReachTheTerminal()
    {
        var header =
            """{"../evil\u001b[2J":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"/tmp/evil":{"dtype":"F31","shape":[1],"data_offsets":[4,8]}}"""u8;
        _folder.Write("hostile.safetensors", [(byte)header.Length, 0, 0, 0, 0, 0, 0, 0, .. header, 0, 0, 0, 0, 0, 0, 0, 0]);
        var before = Directory.GetFileSystemEntries(_folder.Path);
        foreach (var command in (string[])["verify", "inspect", "evaluate", "predict"])
        {
            var result = Tool.Run(_folder.Path, command, "hostile.safetensors");
            result.Refuses(Failed, "F31");
            Assert.DoesNotContain('\e', result.Output + result.Errors);
        }
        Assert.Equal(before, Directory.GetFileSystemEntries(_folder.Path));
        Assert.False(File.Exists("/tmp/evil"));
    }

    [Fact]
    public void F13_Libraries_KnowNoNetworkNoProcessNoEmittedCodeAndNoFormatter()
    {
        string[] forbidden = ["System.Net", "System.Diagnostics.Process", "System.Reflection.Emit",
            "System.Runtime.Serialization", "System.Runtime.Loader"];
        foreach (var library in (System.Reflection.Assembly[])[typeof(Networks.Network).Assembly, typeof(Memory.Slab).Assembly])
            foreach (var reference in library.GetReferencedAssemblies())
                Assert.DoesNotContain(forbidden, name => reference.Name!.StartsWith(name, StringComparison.Ordinal));
    }

    private byte[] Bytes(string name) => File.ReadAllBytes(_folder.File(name));

    private ToolResult Train(params string[] options) =>
        Tool.Run(_folder.Path, ["train", "--data", "images", .. s_network, .. options]);
}
