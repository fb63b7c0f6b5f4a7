using System.Buffers.Binary;
using System.IO.Compression;
using Spans.Data;
using Spans.Testing;

namespace Spans.Tests.Data;

public sealed class IdxFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static byte[] Idx(uint magic, uint[] extents, params byte[] items)
    {
        var bytes = new byte[4 + 4 * extents.Length + items.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, magic);
        for (var i = 0; i < extents.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 + 4 * i), extents[i]);
        items.CopyTo(bytes, bytes.Length - items.Length);
        return bytes;
    }

    private static byte[] Gzip(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(bytes);
        return packed.ToArray();
    }

    private static readonly byte[] s_images = Idx(2051, [2, 2, 3], 0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6);
    private static readonly byte[] s_labels = Idx(2049, [2], 3, 1);

    private Dataset ReadPair(byte[] images, byte[] labels) =>
        IdxFolder.ReadPair(_folder.Write("images", images), _folder.Write("labels", labels));

    private string Fault(byte[] images, byte[] labels) => Assert.Throws<DataException>(() => ReadPair(images, labels)).Message;

    [Fact]
    public void ReadPair_Bytes_GivesUnitInputs()
    {
        foreach (var pack in new Func<byte[], byte[]>[] { bytes => bytes, Gzip })
        {
            var data = ReadPair(pack(s_images), pack(s_labels));
            Assert.Equal([1, 2, 3], data.InputShape);
            Assert.Equal([0, 0.2f, 0.4f, 0.6f, 0.8f, 1], data.Row(0).ToArray());
            Assert.Equal(6 / 255f, data.Row(1)[5]);
            Assert.Equal([3, 1], data.Labels.ToArray());
            Assert.Equal(["0", "1", "2", "3"], data.ClassNames);
        }
    }

    [Theory]
    [InlineData("-", "")]
    [InlineData(".", "")]
    [InlineData("-", ".gz")]
    [InlineData(".", ".gz")]
    public void Read_MnistNames_GivesTrainAndTest(string separator, string end)
    {
        byte[] Pack(byte[] bytes) => end.Length > 0 ? Gzip(bytes) : bytes;
        _folder.Write($"train-images{separator}idx3-ubyte{end}", Pack(s_images));
        _folder.Write($"train-labels{separator}idx1-ubyte{end}", Pack(s_labels));
        _folder.Write($"t10k-images{separator}idx3-ubyte{end}", Pack(Idx(2051, [1, 2, 3], 255, 0, 0, 0, 0, 0)));
        _folder.Write($"t10k-labels{separator}idx1-ubyte{end}", Pack(Idx(2049, [1], 5)));
        var prepared = IdxFolder.Read(_folder.Path);
        Assert.Equal((2, 0, 1), (prepared.Train.Count, prepared.Validation.Count, prepared.Test.Count));
        Assert.Equal(2, prepared.Rows.Test.First);
        Assert.Equal([3, 1, 5], prepared.Data.Labels.ToArray());
        Assert.Equal(6, prepared.Data.Classes);
        Assert.Equal(1, prepared.Data.Row(2)[0]);
        Assert.Equal(255, prepared.Preprocessing.Divisor);
        Assert.True(prepared.Rows.Train.IsRange);
    }

    [Fact]
    public void Read_MissingFile_NamesIt()
    {
        Assert.Contains("has no file train-images-idx3-ubyte",
            Assert.Throws<DataException>(() => IdxFolder.Read(_folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("is no folder", Assert.Throws<DataException>(() => IdxFolder.Read(_folder.File("none"))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2049u, "offset 0: the magic number is 0x00000801 but must be 0x00000803 (images of bytes)")]
    [InlineData(0x0D03u, "the magic number is 0x00000d03")]
    [InlineData(0x03080000u, "the magic number is 0x03080000")]
    public void ReadPair_WrongMagic_IsRefused(uint magic, string reason) =>
        Assert.Contains(reason, Fault(Idx(magic, [2, 2, 3], s_images[16..]), s_labels), StringComparison.Ordinal);

    [Fact]
    public void ReadPair_SwappedFiles_IsRefused() =>
        Assert.Contains("magic number", Fault(s_labels, s_images), StringComparison.Ordinal);

    [Fact]
    public void ReadPair_EveryTruncation_IsRefused()
    {
        for (var length = 0; length < s_images.Length; length++)
            Assert.Contains("offset", Fault(s_images[..length], s_labels), StringComparison.Ordinal);
        for (var length = 0; length < s_labels.Length; length++)
            Assert.Contains("offset", Fault(s_images, s_labels[..length]), StringComparison.Ordinal);
    }

    [Fact]
    public void ReadPair_EveryTruncationOfGzip_IsRefused()
    {
        var packed = Gzip(s_images);
        for (var length = 0; length < packed.Length; length++) Assert.NotEmpty(Fault(packed[..length], s_labels));
    }

    [Fact]
    public void ReadPair_EveryFlippedBitOfGzipBody_IsRefusedOrWithoutEffect()
    {
        // The header's ten bytes hold a time and a name of the system; of the body, 7 bits fill up the last byte before the sum.
        var packed = Gzip(s_images);
        var inputs = ReadPair(s_images, s_labels).Inputs.ToArray();
        var harmless = 0;
        for (var bit = 8 * 10; bit < 8 * packed.Length; bit++)
        {
            var broken = packed.ToArray();
            broken[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Assert.Equal(inputs, ReadPair(broken, s_labels).Inputs.ToArray());
                harmless++;
            }
            catch (DataException)
            {
            }
        }
        Assert.InRange(harmless, 0, 7);
    }

    [Fact]
    public void ReadPair_TrailingBytes_AreRefused()
    {
        Assert.Contains("offset 4", Fault([.. s_images, 0], s_labels), StringComparison.Ordinal);
        Assert.Contains("goes on where its header ends it", Fault(Gzip([.. s_images, 0]), s_labels), StringComparison.Ordinal);
        Assert.NotEmpty(Fault([.. Gzip(s_images), 0], s_labels));
    }

    [Fact]
    public void ReadPair_ExtentsBeyondTheFile_AreRefusedWithoutAllocation()
    {
        foreach (var extents in new uint[][]
            { [0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF], [60_000, 28, 28], [0x8000_0000, 2, 1], [1, 0x1_0000, 0x1_0001] })
        {
            foreach (var file in new[] { Idx(2051, extents, 1, 2, 3), Gzip(Idx(2051, extents, 1, 2, 3)) })
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                Assert.Contains("offset 4", Fault(file, s_labels), StringComparison.Ordinal);
                Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
            }
        }
    }

    [Fact]
    public void ReadPair_ZeroExtent_IsRefused()
    {
        Assert.Contains("holds no items", Fault(Idx(2051, [0, 28, 28]), s_labels), StringComparison.Ordinal);
        Assert.Contains("an extent is zero", Fault(Idx(2051, [2, 0, 28]), s_labels), StringComparison.Ordinal);
    }

    [Fact]
    public void ReadPair_OtherNumberOfLabels_IsRefused() =>
        Assert.Contains("holds 3 labels for 2 images", Fault(s_images, Idx(2049, [3], 1, 2, 3)), StringComparison.Ordinal);

    [Fact]
    public void ReadPair_NoFile_SaysSo() => Assert.Contains("does not exist",
        Assert.Throws<DataException>(() => IdxFolder.ReadPair(_folder.File("a"), _folder.File("b"))).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData(
        "mnist", 1_567_298_545, 264_923_200, new[] { 5, 0, 4, 1, 9, 2, 1, 3, 1, 4 }, new[] { 7, 2, 1, 0, 4, 1, 4, 9, 5, 9 })]
    [InlineData("fashion-mnist", 3_431_114_169, 573_469_082, new[] { 9, 0, 0, 3, 0, 2, 7, 2, 5, 5 },
        new[] { 9, 2, 1, 1, 6, 1, 4, 6, 5, 7 })]
    public void Read_RealFiles_HaveTheKnownSums(string set, long trainSum, long testSum, int[] trainLabels, int[] testLabels)
    {
        var prepared = IdxFolder.Read(RealData.Path(set));
        var (data, train) = (prepared.Data, prepared.Train.Count);
        Assert.Equal((60_000, 10_000, 10), (train, prepared.Test.Count, data.Classes));
        Assert.Equal([1, 28, 28], data.InputShape);
        Assert.Equal(trainLabels, data.Labels[..10].ToArray());
        Assert.Equal(testLabels, data.Labels.Slice(train, 10).ToArray());
        Assert.Equal(trainSum, ByteSum(data.Inputs[..(train * 784)]));
        Assert.Equal(testSum, ByteSum(data.Inputs[(train * 784)..]));
        if (set != "mnist") return;
        int[] counts = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949];
        Assert.Equal(counts, Enumerable.Range(0, 10).Select(digit => data.Labels[..train].Count(digit)));
    }

    private static long ByteSum(ReadOnlySpan<float> inputs)
    {
        var sum = 0L;
        foreach (var x in inputs) sum += (int)MathF.Round(x * 255);
        return sum;
    }
}
