using System.Security.Cryptography;
using System.Text;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Optimizers.Schedules;
using Spans.Testing;
using Spans.Tests.Training;
using Spans.Training;

namespace Spans.Tests.Reliability;

/// <summary>F5: files of every released version load; those of a newer one say so.</summary>
public sealed class ReleasedFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Versions => new("0.1");

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Versions))]
    public void F5_ModelAndCheckpointOfEveryRelease_Load(string version)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "golden", "released", version);
        using (var network = Network.Load(Path.Combine(folder, "model.safetensors"))) Assert.Equal(25, network.ParameterCount);
        var checkpoint = CheckpointFolder.Newest(Path.Combine(folder, "kept"))!;
        using (var network = Network.Load(checkpoint)) Assert.Equal(25, network.ParameterCount);
        var file = VerifiedFile.Of(checkpoint);
        Assert.Equal((3, 18L, 28), (file.EpochsDone!.Value, file.Steps!.Value, file.Tensors));
    }

    [Theory]
    [InlineData("spans.version\":\"1\"", "spans.version\":\"2\"")]
    [InlineData("{\\u0022version\\u0022:1,", "{\\u0022version\\u0022:2,")]
    public void F5_CheckpointOfANewerVersion_AsksForAnUpdate(string now, string later)
    {
        using var trainer = ResumeTests.Start(new Adam(), ResumeTests.Options(new Constant()));
        var path = _folder.File("checkpoint.safetensors");
        trainer.SaveCheckpoint(path);
        File.WriteAllBytes(path, WithDigest(File.ReadAllBytes(path), now, later));
        var message = Assert.Throws<ModelFileException>(() => trainer.Resume(path)).Message;
        Assert.Contains("version 2 is newer than 1", message, StringComparison.Ordinal);
        Assert.Contains("update Spans", message, StringComparison.Ordinal);
    }

    // The file with other words of the same length in its header, and a digest that is right again: over the file with zeros in
    // its place.
    private static byte[] WithDigest(byte[] file, string now, string later)
    {
        var header = (int)BitConverter.ToInt64(file);
        var text = Encoding.UTF8.GetString(file, 8, header);
        Assert.Contains(now, text, StringComparison.Ordinal);
        Encoding.UTF8.GetBytes(text.Replace(now, later, StringComparison.Ordinal)).CopyTo(file, 8);
        const string Name = "\"spans.sha256\":\"";
        var digits = 8 + text.IndexOf(Name, StringComparison.Ordinal) + Name.Length;
        file.AsSpan(digits, 64).Fill((byte)'0');
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(file))).CopyTo(file, digits);
        return file;
    }
}
