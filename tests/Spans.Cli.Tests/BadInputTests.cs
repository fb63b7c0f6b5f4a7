using System.Text;
using Spans.Testing;

namespace Spans.Cli.Tests;

/// <summary>Whatever is wrong is said in a line or two, with the right exit code, and nothing is written.</summary>
public sealed class BadInputTests : IDisposable
{
    private const int Failed = 1;
    private const int WrongUsage = 2;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a,b,c\n1,2,3\n4,5\n6,7,8\n", "line 3", "2 fields")]
    [InlineData("a,b,c\n1,2,3\n4,5,6,7\n6,7,8\n", "line 3", "4 fields")]
    [InlineData("a,b,c\n1,2,3\n4,NaN,5\n6,7,8\n", "line 3", "'b'", "no value")]
    [InlineData("a,b,c\n1,2,3\n4,,5\n6,7,8\n", "line 3", "'b'", "no value")]
    [InlineData("a,b,c\n1,2,3\n4,inf,5\n6,7,8\n", "line 3", "'b'")]
    [InlineData("a,b,c\n1,2,3\n4,1e400,5\n6,7,8\n", "line 3", "'b'")]
    [InlineData("a,b,c\n1,2,3\n4,5,6\n7,8,9\n10,x,12\n13,14,15\n", "line 5", "'b'", "'x'")]
    [InlineData("a,b,c\n1,\"2,3\n4,5,6\n", "line 2")]
    [InlineData("a,a,c\n1,2,3\n4,5,6\n", "'a'")]
    [InlineData("a,b,c\n", "no rows")]
    [InlineData("", "no rows")]
    public void C2_Train_BrokenTable_SaysWhereAndWhat(string text, params string[] words)
    {
        _folder.Write("table.csv", text);
        Refuses(Failed, ["table.csv", .. words], "train", "--data", "table.csv", "--output", "model.safetensors");
    }

    [Fact]
    public void Train_BytesThatAreNoText_AreRefused()
    {
        var noise = new byte[5000];
        new System.Random(1).NextBytes(noise);
        _folder.Write("noise.csv", noise);
        Refuses(Failed, ["noise.csv"], "train", "--data", "noise.csv", "--output", "model.safetensors");
    }

    [Theory]
    [InlineData("nope", "'nope'")]
    [InlineData("9", "column 9")]
    [InlineData("-9", "column -9")]
    public void Train_TargetThatIsNotThere_IsNamed(string target, string word)
    {
        SampleFiles.Prices(_folder);
        Refuses(Failed, ["prices.csv", word], "train", "--data", "prices.csv", "--target", target);
    }

    [Fact]
    public void Train_MissingFile_IsNamed() =>
        Refuses(Failed, ["absent.csv", "no such file"], "train", "--data", "absent.csv", "--output", "model.safetensors");

    [Fact]
    public void Train_FolderWithoutImages_IsNamed()
    {
        Directory.CreateDirectory(_folder.File("nothing"));
        Refuses(Failed, ["nothing", "train-images"], "train", "--data", "nothing");
    }

    [Theory]
    [InlineData("magic", "magic")]
    [InlineData("short", "")]
    [InlineData("long", "")]
    [InlineData("count", "labels")]
    [InlineData("empty", "")]
    public void Train_BrokenImages_NameTheFile(string fault, string word)
    {
        var folder = SampleFiles.Images(_folder);
        var path = Path.Combine(folder, fault == "count" ? "train-labels-idx1-ubyte" : "train-images-idx3-ubyte");
        var bytes = File.ReadAllBytes(path);
        if (fault == "magic") bytes[2] = 0x42;
        File.WriteAllBytes(path, fault switch
        {
            "short" => bytes[..^1],
            "long" => [.. bytes, 0],
            "count" => SampleFiles.Idx(new byte[399], 399),
            "empty" => [],
            _ => bytes,
        });
        Refuses(Failed, [Path.GetFileName(path), word], "train", "--data", "images", "--output", "model.safetensors");
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.99)]
    [InlineData(0.0001)]
    public void Train_TruncatedGzip_IsRefused(double share)
    {
        var folder = SampleFiles.Images(_folder, gzip: true);
        var path = Path.Combine(folder, "train-images-idx3-ubyte.gz");
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(int)(bytes.Length * share)]);
        Refuses(Failed, ["train-images-idx3-ubyte.gz"], "train", "--data", "images", "--output", "model.safetensors");
    }

    [Theory]
    [InlineData("--nope")]
    [InlineData("--batch", "0")]
    [InlineData("--batch", "-5")]
    [InlineData("--batch", "many")]
    [InlineData("--batch", "99999999999")]
    [InlineData("--batch")]
    [InlineData("--epochs", "0")]
    [InlineData("--epochs", "-1")]
    [InlineData("--hidden", "12,0")]
    [InlineData("--hidden", "-3")]
    [InlineData("--hidden", "a")]
    [InlineData("--threads", "0")]
    [InlineData("--seed", "-1")]
    [InlineData("--learning-rate", "0")]
    [InlineData("--learning-rate", "-0.1")]
    [InlineData("--learning-rate", "NaN")]
    [InlineData("--learning-rate", "1,5")]
    [InlineData("--weight-decay", "-1")]
    [InlineData("--clip-norm", "-1")]
    [InlineData("--dropout", "1")]
    [InlineData("--dropout", "-0.1")]
    [InlineData("--test", "1")]
    [InlineData("--validation", "1.5")]
    [InlineData("--tolerance", "-1")]
    [InlineData("--patience", "-1")]
    [InlineData("--skip-lines", "-1")]
    [InlineData("--activation", "wiggle")]
    [InlineData("--optimizer", "magic")]
    [InlineData("--init", "luck")]
    [InlineData("--loss", "grief")]
    [InlineData("--loss", "softmax-cross-entropy")]
    [InlineData("--schedule", "tomorrow")]
    [InlineData("--missing", "guess")]
    [InlineData("--scale", "0")]
    [InlineData("--scale", "big")]
    [InlineData("--delimiter", "ab")]
    [InlineData("--task", "poetry")]
    public void C1_C2_Train_WrongOption_IsNamed(params string[] option)
    {
        SampleFiles.Prices(_folder);
        Refuses(WrongUsage, [option[0], "--help"], ["train", "--data", "prices.csv", "--output", "model.safetensors", .. option]);
    }

    [Fact]
    public void C1_Tool_UnknownCommandOrNone_IsWrongUsage()
    {
        Refuses(WrongUsage, ["'fly'", "train"], "fly");
        Refuses(WrongUsage, ["--help"]);
        Refuses(WrongUsage, ["model"], "inspect");
        Refuses(WrongUsage, ["'twice'"], "train", "twice");
    }

    [Theory]
    [InlineData("absent/model.safetensors")]
    [InlineData("folder")]
    [InlineData("prices.csv/model.safetensors")]
    [InlineData("/dev/full")]
    [InlineData("/proc/model.safetensors")]
    public void C2_Train_OutputThatCannotBeWritten_IsFoundBeforeTraining(string output)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || !output.StartsWith('/'), "Did not run: the path is Linux's.");
        SampleFiles.Prices(_folder);
        Directory.CreateDirectory(_folder.File("folder"));
        var result = Refuses(Failed, ["--output", output], "train", "--data", "prices.csv", "--output", output);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void Predict_OutputThatCannotBeWritten_IsRefused() =>
        Refuses(Failed, ["absent/predicted.csv"], "predict", "model.safetensors", "--output", "absent/predicted.csv");

    [Fact]
    public void Train_OutputThatIsAPipe_IsRefusedWithoutWaiting()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Did not run: only Linux tells pipes from files.");
        SampleFiles.Prices(_folder);
        Tool.Shell(_folder.Path, "mkfifo pipe && spans train --data prices.csv --output pipe")
            .Refuses(Failed, "--output pipe", "pipe, not a file");
    }

    [Fact]
    public void Output_ThatIsAlsoTheInput_IsRefused()
    {
        SampleFiles.Prices(_folder);
        _folder.Write("model.safetensors", "model");
        Refuses(WrongUsage, ["--output prices.csv", "--data"], "train", "--data", "prices.csv", "--output", "prices.csv");
        Refuses(WrongUsage, ["--data"], "predict", "model.safetensors", "--data", "prices.csv", "--output", "./prices.csv");
        Refuses(WrongUsage, ["model"], "predict", "model.safetensors", "--data", "prices.csv", "--output", "model.safetensors");
        Assert.Equal("model", File.ReadAllText(_folder.File("model.safetensors")));
    }

    [Fact]
    public void Train_BatchNormOnSingleRows_IsWrongUsage()
    {
        SampleFiles.Prices(_folder);
        Refuses(WrongUsage, ["--batch", "--batch-norm"], "train", "--data", "prices.csv", "--batch-norm", "--batch", "1");
    }

    [Fact]
    public void C2_Model_MissingOrNoModel_IsNamed()
    {
        _folder.Write("noise.safetensors", Encoding.ASCII.GetBytes("not a model at all, but long enough"));
        foreach (var command in (string[])["inspect", "evaluate", "predict"])
        {
            Refuses(Failed, ["absent.safetensors"], command, "absent.safetensors");
            Refuses(Failed, ["noise.safetensors", "header"], command, "noise.safetensors");
        }
    }

    [Fact]
    public void Model_Damaged_IsRefused()
    {
        SampleFiles.Prices(_folder);
        Tool.Run(_folder.Path, "train", "--data", "prices.csv", "--hidden", "4", "--epochs", "1", "--output", "model.safetensors")
            .Ends(0);
        var bytes = File.ReadAllBytes(_folder.File("model.safetensors"));
        bytes[^9] ^= 4;
        _folder.Write("flipped.safetensors", bytes);
        _folder.Write("cut.safetensors", bytes[..^1]);
        Refuses(Failed, ["flipped.safetensors", "checksum"], "predict", "flipped.safetensors", "--data", "prices.csv");
        Refuses(Failed, ["cut.safetensors"], "inspect", "cut.safetensors");
    }

    [Fact]
    public void Train_TestRowsThatDoNotFit_AreRefused()
    {
        SampleFiles.Prices(_folder);
        _folder.Write("far.txt", "3\n4\n120\n");
        _folder.Write("words.txt", "3\nfour\n");
        _folder.Write("twice.txt", "3\n3\n");
        foreach (var file in (string[])["far.txt", "words.txt", "twice.txt", "absent.txt"])
            Refuses(Failed, [file], "train", "--data", "prices.csv", "--test-rows", file);
    }

    [Fact]
    public void M7_Train_NetworkThatCannotFit_IsRefused() =>
        Refuses(WrongUsage, [], "train", "--data", SampleFiles.Prices(_folder), "--hidden", "2000000000,2000000000", "--output",
            "model.safetensors");

    private ToolResult Refuses(int code, string[] words, params string[] arguments)
    {
        var before = Directory.GetFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories).Order().ToArray();
        var result = Tool.Run(_folder.Path, arguments);
        result.Refuses(code, words);
        Assert.Equal(before, Directory.GetFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories).Order().ToArray());
        return result;
    }
}
