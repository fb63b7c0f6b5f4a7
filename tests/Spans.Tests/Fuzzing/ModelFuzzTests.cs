using Spans.Activations;
using Spans.Chains;
using Spans.Data;
using Spans.Layers;
using Spans.Memory;
using Spans.Networks;
using Spans.Testing;

namespace Spans.Tests.Fuzzing;

/// <summary>
/// Readers of models, given changed files for as long as is asked: only documented exceptions, 5 s and 400 MB at most.
/// </summary>
public sealed class ModelFuzzTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void F11_SafeTensors_ChangedFiles_GiveTensorsOrModelFileException()
    {
        byte[][] corpus = [Model(4, [new Dense<Relu>(3), new BatchNorm()]), Model(4, [new Dense<Identity>(2)]), Plain()];
        FuzzRun.Of("safetensors", corpus, file =>
        {
            var reader = SafeTensorsReader.Parse(file);
            foreach (var tensor in reader.Tensors.Values) Assert.Equal(tensor.Length, reader.Bytes(tensor).Length);
            SafeTensorsWriter.Verify(file, reader.Metadata);
        }, static fault => fault is ModelFileException);
    }

    [Fact]
    public void F11_Model_ChangedFiles_AreAllRefused()
    {
        byte[][] corpus = [Model(4, [new Dense<Relu>(3), new BatchNorm()]), Model(4, [new Dense<Identity>(2)])];
        FuzzRun.Of("model", corpus, file =>
        {
            if (corpus.Any(good => good.AsSpan().SequenceEqual(file))) return;
            using var network = Network.Load(_folder.Write("m.safetensors", file));
            Assert.Fail("A damaged model was loaded.");
        }, static fault => fault is ModelFileException);
    }

    [Fact]
    public void F11_ModelDescription_ChangedAndSigned_GivesANetworkOrModelFileException()
    {
        // The first byte says whose description it is.
        byte[][] models = [.. LayerCatalogue.All.SelectMany(static entry => entry.Examples).Take(byte.MaxValue)
            .Select(example => Model(example.Input, [example.Layer]))];
        byte[][] corpus = [.. models.Select(static (model, i) => (byte[])[(byte)i, .. SignedModel.Description(model)])];
        foreach (var good in corpus) Load(good);
        FuzzRun.Of("model description", corpus, Load, static fault => fault is ModelFileException);

        void Load(byte[] file)
        {
            var signed =
                SignedModel.With(models[(file.Length == 0 ? 0 : file[0]) % models.Length], file.Length == 0 ? [] : file[1..]);
            using var network = Network.Load(_folder.Write("m.safetensors", signed));
        }
    }

    // A find of the fuzzer: 357 bytes that took 14 s and gigabytes before they were refused.
    [Fact]
    public void Load_OfADescriptionThatAsksForMoreThanTheFileHolds_IsRefusedBeforeAllocation()
    {
        var model = Model(6, [new Dense<Identity>(10)]);
        var description = System.Text.Encoding.UTF8.GetString(SignedModel.Description(model))
            .Replace("\"units\":10", "\"units\":100000001", StringComparison.Ordinal);
        var path = _folder.Write("m.safetensors", SignedModel.With(model, System.Text.Encoding.UTF8.GetBytes(description)));
        var before = GC.GetTotalAllocatedBytes();
        var refusal = Assert.Throws<ModelFileException>(() => Network.Load(path));
        Assert.Contains("700000007 parameters but it holds 70 numbers", refusal.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 64 << 20);
    }

    private byte[] Model(Shape input, IReadOnlyList<ILayer> layers)
    {
        using var network = new Network(input, layers, seed: 1);
        network.Card = network.Card with { Preprocessing = Preprocessing.ForValues(network.Input, 2, ["a", "b"]) };
        network.Save(_folder.File("model"));
        return File.ReadAllBytes(_folder.File("model"));
    }

    private static byte[] Plain()
    {
        var header =
            """{"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"b":{"dtype":"BF16","shape":[],"data_offsets":[8,10]}}"""u8;
        return [(byte)header.Length, 0, 0, 0, 0, 0, 0, 0, .. header, .. new byte[10]];
    }
}
