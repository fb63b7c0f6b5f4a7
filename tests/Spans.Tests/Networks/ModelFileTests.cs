using Spans.Activations;
using Spans.Chains;
using Spans.Data;
using Spans.Layers;
using Spans.Losses;
using Spans.Memory;
using Spans.Networks;
using Spans.Testing;

namespace Spans.Tests.Networks;

public sealed class ModelFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Examples => new(NetworkExamples.Names);

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Examples))]
    public void SaveThenLoad_EveryLayer_GivesTheSameBits(string name)
    {
        using var network = NetworkExamples.Make(name);
        var path = _folder.File("model.safetensors");
        network.Save(path);
        using var loaded = Network.Load(path);
        Assert.Equal(
            (network.Input, network.Output, network.ParameterCount), (loaded.Input, loaded.Output, loaded.ParameterCount));
        Tolerance.CheckBits(network.Parameters, loaded.Parameters, $"{name}: parameters");
        Tolerance.CheckBits(network.State, loaded.State, $"{name}: state");
        var rows = NetworkExamples.Rows(network, 5);
        Tolerance.CheckBits(Forward(network, rows), Forward(loaded, rows), $"{name}: output");
        // What was loaded is written as it was: nothing of the architecture is lost either.
        loaded.Save(_folder.File("again.safetensors"));
        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(_folder.File("again.safetensors")));
    }

    [Fact]
    public void F6_ForeignFileWithoutChecksum_FillsTheNetworkItFits()
    {
        using var network = new Network(2, [new Dense<Identity>(1)], seed: 1);
        // weight [2, 1] = 1, 2; bias [1] = 3.
        byte[] data = [0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 64];
        network.LoadTensors(Foreign(
            """{"0.weight":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"0.bias":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", data));
        var output = new float[1];
        network.Forward([10, 100], output, 1);
        Assert.Equal(213, output[0]);
    }

    [Theory]
    [InlineData(
        """{"0.weight":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"0.bias":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12, "[1, 2]")]
    [InlineData("""{"0.weight":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}""", 8, "missing")]
    [InlineData(
        """{"0.weight":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"0.bias":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},"x":{"dtype":"F32","shape":[],"data_offsets":[12,16]}}""", 16, "3 tensors")]
    [InlineData(
        """{"0.weight":{"dtype":"F64","shape":[2,1],"data_offsets":[0,16]},"0.bias":{"dtype":"F32","shape":[1],"data_offsets":[16,20]}}""", 20, "F64")]
    public void F6_ForeignFileThatDoesNotFit_ChangesNothing(string header, int bytes, string word)
    {
        using var network = new Network(2, [new Dense<Identity>(1)], seed: 1);
        var before = network.Parameters.ToArray();
        Assert.Contains(word,
            Assert.Throws<ModelFileException>(() => network.LoadTensors(Foreign(header, new byte[bytes]))).Message,
            StringComparison.Ordinal);
        Assert.Equal(before, network.Parameters.ToArray());
    }

    private string Foreign(string header, byte[] data) =>
        _folder.Write("foreign.safetensors",
            [.. BitConverter.GetBytes((long)header.Length), .. System.Text.Encoding.UTF8.GetBytes(header), .. data]);

    [Fact]
    public void SaveThenLoad_Card_ComesBack()
    {
        var table = _folder.Write("prices.csv", "area,kind,price\n1,a,10\n2,b,20\n3,a,35\n4,b,39\n");
        var read = CsvTable.Read(table);
        var data = PreparedData.Of(read, new DataSplit(RowSet.Range(0, read.Count), RowSet.Empty, RowSet.Empty));
        using var network = new Network(3, [new Dense<Identity>(1)], seed: 1);
        network.Card = new ModelCard { Link = Link.Sigmoid, Preprocessing = data.Preprocessing };
        network.Save(_folder.File("model.safetensors"));
        using var loaded = Network.Load(_folder.File("model.safetensors"));
        Assert.Equal(Link.Sigmoid, loaded.Card.Link);
        var target = loaded.Card.Preprocessing!.Target;
        // 10, 20, 35, 39: mean 26, variance (256 + 36 + 81 + 169) / 4 = 135.5.
        Assert.Equal((26, Math.Sqrt(135.5)), (target.Means[0], target.Scales[0]));
        Assert.Equal(["area", "kind"], loaded.Card.Preprocessing.Columns.Select(static column => column.Name));
        Assert.Equal(["a", "b"], loaded.Card.Preprocessing.Columns[1].Categories);
    }

    [Fact]
    public void Save_LayerOfYourOwn_IsRefusedAndWritesNothing()
    {
        using var network = new Network(3, [new Mine()]);
        Assert.Throws<NotSupportedException>(() => network.Save(_folder.File("model.safetensors")));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Save_FolderThatIsNotThere_IsAnIOException()
    {
        using var network = new Network(3, [new Dense<Identity>(2)]);
        Assert.ThrowsAny<IOException>(() => network.Save(Path.Combine(_folder.Path, "absent", "model.safetensors")));
    }

    [Fact]
    public void F1_Save_OverAnOldFile_ReplacesItAndLeavesNothingElse()
    {
        var path = _folder.Write("model.safetensors", "old");
        using var network = new Network(3, [new Dense<Identity>(2)]);
        network.Save(path);
        Network.Load(path).Dispose();
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void F3_Load_EveryByteFlipped_IsRefused()
    {
        var file = SmallFile();
        var path = _folder.File("damaged.safetensors");
        for (var i = 0; i < file.Length; i++)
        {
            // One bit in turn, so that all eight are tried many times over.
            var mask = (byte)(1 << (i % 8));
            file[i] ^= mask;
            Refused(path, file, $"byte {i} of {file.Length} flipped by {mask}");
            file[i] ^= mask;
        }
    }

    [Fact]
    public void F3_Load_CutAnywhereOrLonger_IsRefused()
    {
        var file = SmallFile();
        var path = _folder.File("damaged.safetensors");
        for (var length = 0; length < file.Length; length++) Refused(path, file[..length], $"{length} of {file.Length} bytes");
        Refused(path, [.. file, 0], "one byte more");
    }

    [Fact]
    public void F3_Load_BlocksSwapped_IsRefused()
    {
        var file = SmallFile();
        var data = file.Length - 64;
        var swapped = (byte[])file.Clone();
        file.AsSpan(data, 16).CopyTo(swapped.AsSpan(data + 16));
        file.AsSpan(data + 16, 16).CopyTo(swapped.AsSpan(data));
        Refused(_folder.File("damaged.safetensors"), swapped, "two blocks swapped");
    }

    [Fact]
    public void Load_FileThatIsNotThere_IsAFileNotFound() =>
        Assert.Throws<FileNotFoundException>(() => Network.Load(_folder.File("absent.safetensors")));

    private byte[] SmallFile()
    {
        using var network = new Network(3, [new Dense<Tanh>(2), new BatchNorm()], seed: 5);
        network.Save(_folder.File("small.safetensors"));
        return File.ReadAllBytes(_folder.File("small.safetensors"));
    }

    private static void Refused(string path, byte[] file, string what)
    {
        File.WriteAllBytes(path, file);
        try
        {
            Network.Load(path).Dispose();
        }
        catch (ModelFileException e)
        {
            Assert.Contains(path, e.Message, StringComparison.Ordinal);
            return;
        }
        catch (Exception e) when (e is not ModelFileException)
        {
            Assert.Fail($"{what}: {e.GetType().Name} instead of a ModelFileException: {e.Message}");
        }
        Assert.Fail($"{what}: loaded.");
    }

    private static float[] Forward(Network network, float[] rows)
    {
        var count = rows.Length / network.Input.Elements;
        var output = new float[count * network.Output.Elements];
        network.Forward(rows, output, count);
        return output;
    }

    private sealed class Mine : ILayer
    {
        public LayerSpec Describe(Shape input) => new() { Output = input };

        public void Forward(in ForwardPass pass) => pass.Input.CopyTo(pass.Output);

        public void Backward(in BackwardPass pass) => pass.OutputGradient.CopyTo(pass.InputGradient);
    }
}
