using Spans.Native;
using Spans.Testing;

namespace Spans.Core.Tests.Native;

public sealed class DurableFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void F1_Write_WhileItRuns_OldFileStaysAndTheNewGrowsBesideIt()
    {
        var path = _folder.Write("file", "old");
        string[] names = [];
        DurableFile.Write(path, new Source(stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            Assert.Equal("old", File.ReadAllText(path));
            names = Directory.GetFiles(_folder.Path);
        }));
        Assert.Equal(2, names.Length);
        Assert.Single(names, static name => name.EndsWith(DurableFile.TemporarySuffix, StringComparison.Ordinal));
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(200_000)]
    public void F2_Write_FailingAnywhere_LeavesTheOldFileAndNothingElse(int bytes)
    {
        var path = _folder.Write("file", "old");
        Assert.Throws<IOException>(() => DurableFile.Write(path, new Source(stream =>
        {
            stream.Write(new byte[bytes]);
            throw new IOException("No space left on device");
        })));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Write_TargetThatIsAFolder_FailsAndLeavesNothingElse()
    {
        var path = _folder.File("folder");
        Directory.CreateDirectory(path);
        Assert.ThrowsAny<Exception>(() => DurableFile.Write(path, new Source(static stream => stream.Write("new"u8))));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void CheckWritable_Possible_ChangesNothing()
    {
        var path = _folder.Write("file", "old");
        var before = File.GetLastWriteTimeUtc(path);
        DurableFile.CheckWritable(path);
        DurableFile.CheckWritable(_folder.File("another"));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
        Assert.Equal(("old", before), (File.ReadAllText(path), File.GetLastWriteTimeUtc(path)));
    }

    [Fact]
    public void CheckWritable_NotPossible_SaysWhy()
    {
        Assert.ThrowsAny<IOException>(() => DurableFile.CheckWritable(_folder.Path));
        Assert.ThrowsAny<IOException>(() => DurableFile.CheckWritable(Path.Combine(_folder.Path, "absent", "file")));
        if (OperatingSystem.IsLinux()) Assert.ThrowsAny<IOException>(() => DurableFile.CheckWritable("/dev/null"));
    }

    private sealed class Source(Action<Stream> write) : IFileSource
    {
        public void WriteTo(Stream stream) => write(stream);
    }
}
