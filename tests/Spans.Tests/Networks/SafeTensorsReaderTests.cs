using System.Buffers.Binary;
using System.Text;
using Spans.Networks;
using Spans.Testing;

namespace Spans.Tests.Networks;

/// <summary>The format's rules, each broken in turn. Source: the specification at github.com/huggingface/safetensors.</summary>
public sealed class SafeTensorsReaderTests
{
    [Fact]
    public void Parse_TwoTensorsInAnyOrder_FindsTheirBytes()
    {
        var reader = SafeTensorsReader.Parse(File(
            """{"b":{"dtype":"U8","shape":[2],"data_offsets":[4,6]},"a":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"__metadata__":{"k":"v"}}  """,
            [1, 2, 3, 4, 5, 6]));
        Assert.Equal([1, 2, 3, 4], reader.Bytes(reader.Tensors["a"]).ToArray());
        Assert.Equal([5, 6], reader.Bytes(reader.Tensors["b"]).ToArray());
        Assert.Equal("v", reader.Metadata["k"]);
    }

    // Found by the fuzzer: the JSON reader shows the bytes it did not expect.
    [Theory]
    [InlineData(
        "bgAAAAAAAAB7ImEiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZyI6WzIsZmZzZXRzIjpbNjU1MzYsOF19LCJi/wB7ImR0aXBlIjoiQkYxNiIsInNoYXBlIjpbXSwiZGF0YV9vZmZzZXRuYW5lIjpbOCwxMF19fQAAAAAAAAAAAAA=")]
    [InlineData("GQAAAAAAAAB7IlwwMDFcdTAwMWIiOnsieFwiIjoxfX0gICAg")]
    public void F13_MessageOfControlCharacters_ShowsThemEscaped(string file) =>
        Assert.DoesNotContain(Assert.Throws<ModelFileException>(
            () => SafeTensorsReader.Parse(Convert.FromBase64String(file))).Message, char.IsControl);

    [Theory]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", 6,
        "overlap")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4,
        "overlap")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[6,10]}}""", 10,
        "hole")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", 6, "hole")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 5, "cover 4 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 3, "'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "need 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "negative")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "integer")]
    [InlineData("""{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", 4, "")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "overflow")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775807],"data_offsets":[0,0]}}""", 0, "overflow")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}""", 4, "at most 8")]
    [InlineData("""{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}""", 4, "'F31'")]
    [InlineData("""{"a":{"dtype":32,"shape":[1],"data_offsets":[0,4]}}""", 4, "")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"extra":1}}""", 4, "'extra'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", 4, "data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4, "data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", 4, "at most 2")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "")]
    [InlineData("""{"a":7}""", 0, "")]
    [InlineData("""{"__metadata__":{"k":7}}""", 0, "")]
    [InlineData("""{"__metadata__":{"k":null}}""", 0, "'k'")]
    [InlineData("""{"__metadata__":7}""", 0, "")]
    [InlineData("""[1]""", 0, "'{'")]
    [InlineData(""" {}""", 0, "'{'")]
    [InlineData("""{"a":""", 0, "JSON")]
    [InlineData("""{} x""", 0, "JSON")]
    [InlineData("", 0, "'{'")]
    public void Parse_BrokenRule_IsRefused(string header, int data, string word)
    {
        var e = Assert.Throws<ModelFileException>(() => SafeTensorsReader.Parse(File(header, new byte[data])));
        Assert.Contains(word, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100_000_001UL)]
    [InlineData(0x8000_0000_0000_0000UL)]
    [InlineData(ulong.MaxValue)]
    [InlineData(3UL)]
    public void Parse_HeaderLongerThanAllowedOrThanTheFile_IsRefusedWithoutReadingIt(ulong length)
    {
        var file = File("{}", []);
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<ModelFileException>(() => SafeTensorsReader.Parse(file));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void Parse_NestedTooDeep_IsRefused()
    {
        var deep = $"{{\"a\":{new string('[', 10_000)}{new string(']', 10_000)}}}";
        Assert.Throws<ModelFileException>(() => SafeTensorsReader.Parse(File(deep, [])));
    }

    [Fact]
    public void Parse_NamesThatAreNoUnicode_AreRefused()
    {
        Assert.Throws<ModelFileException>(() =>
            SafeTensorsReader.Parse(File(
                [.. "{\""u8, 0xff, 0xfe, .. "\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}"u8], new byte[4])));
        Assert.Throws<ModelFileException>(() => SafeTensorsReader.Parse(File("""{"__metadata__":{"k":"\ud800"}}""", [])));
    }

    [Fact]
    public void Load_ForeignSafeTensors_SaysWhatIsMissing()
    {
        var message = LoadFails(
            File("""{"__metadata__":{"format":"pt"},"weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", new byte[4]));
        Assert.Contains("not the description of a Spans network", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NewerVersion_SaysToUpdate()
    {
        var message = LoadFails(File("""{"__metadata__":{"spans.version":"2","spans.model":"{}"}}""", []));
        Assert.Contains("newer", message, StringComparison.Ordinal);
        Assert.Contains("update", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WithoutItsChecksum_IsRefused() => Assert.Contains(
        "checksum", LoadFails(File("""{"__metadata__":{"spans.version":"1","spans.model":"{}"}}""", [])),
        StringComparison.Ordinal);

    private static string LoadFails(byte[] file)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("model.safetensors", file);
        return Assert.Throws<ModelFileException>(() => Network.Load(path)).Message;
    }

    private static byte[] File(string header, byte[] data) => File(Encoding.UTF8.GetBytes(header), data);

    private static byte[] File(byte[] header, byte[] data)
    {
        var file = new byte[8 + header.Length + data.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)header.Length);
        header.CopyTo(file, 8);
        data.CopyTo(file, 8 + header.Length);
        return file;
    }
}
