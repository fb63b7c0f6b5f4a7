using Spans.Networks;
using Spans.Optimizers;
using Spans.Optimizers.Schedules;
using Spans.Testing;
using Spans.Tests.Training;
using Spans.Training;

namespace Spans.Tests.Reliability;

/// <summary>F2 and F3: every request to the disk fails in its turn, and every kind of damage is found.</summary>
public sealed class CheckpointFaultTests : IDisposable
{
    private const int Mutations = 400;
    private const int Sector = 512;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void F2_EveryRequestToTheDiskFailing_LeavesTheOldCheckpointOrTheNew(bool forGood)
    {
        var path = _folder.File("checkpoint.safetensors");
        using var trainer = ResumeTests.Start(new Adam(), ResumeTests.Options(new Constant()) with { Epochs = 1 });
        CheckpointFile.Save(trainer, null, path);
        var old = File.ReadAllBytes(path);
        ResumeTests.Run(trainer);
        CheckpointFile.Save(trainer, null, _folder.File("new"));
        var saved = File.ReadAllBytes(_folder.File("new"));
        File.Delete(_folder.File("new"));
        Assert.NotEqual(old, saved);
        var k = 1;
        for (; ; k++)
        {
            File.WriteAllBytes(path, old);
            var files = new FailingFiles(k, forGood);
            try
            {
                CheckpointFile.Save(trainer, null, path, files);
                Assert.False(files.HasFailed, $"Request {k} failed and nobody said so.");
                break;
            }
            catch (IOException e)
            {
                Assert.Contains("Input/output error", e.Message, StringComparison.Ordinal);
            }
            CheckpointFile.Check(path);
            var now = File.ReadAllBytes(path);
            // Only once the new name is in place may the new file be there.
            Assert.True(now.AsSpan().SequenceEqual(old) || now.AsSpan().SequenceEqual(saved),
                $"Request {k}: neither the old file nor the new.");
            var leftovers = Directory.GetFiles(_folder.Path, "*.tmp");
            Assert.InRange(leftovers.Length, 0, forGood ? 1 : 0);
            foreach (var leftover in leftovers) File.Delete(leftover);
        }
        // Open, two writes of the header, one of every tensor, flush, rename, flush of the folder: all of them came to fail.
        Assert.True(k > 20, $"Only {k - 1} requests were tried.");
        Assert.Equal(saved, File.ReadAllBytes(path));
    }

    [Fact]
    public void F3_CheckpointCutAtEveryByte_IsRejected()
    {
        using var trainer = ResumeTests.Start(new Adam(), ResumeTests.Options(new Constant()) with { Epochs = 1 });
        ResumeTests.Run(trainer);
        var path = _folder.File("checkpoint.safetensors");
        trainer.SaveCheckpoint(path);
        var file = File.ReadAllBytes(path);
        // Every length of the first and last 3,000 bytes, and one in seven between.
        for (var length = 0; length < file.Length; length += length < 3000 || length > file.Length - 3000 ? 1 : 7)
            Rejected(path, file[..length], $"cut to {length} of {file.Length} bytes");
        Rejected(path, [.. file, 0], "one byte more");
    }

    [Fact]
    public void F3_FourHundredMutations_AreAllRejected()
    {
        var path = _folder.File("checkpoint.safetensors");
        using var trainer = ResumeTests.Start(new Adam(), ResumeTests.Options(new Cosine()) with { Epochs = 4, Patience = 9 });
        ResumeTests.Run(trainer);
        trainer.SaveCheckpoint(path);
        var file = File.ReadAllBytes(path);
        using var later =
            ResumeTests.Start(new Adam(), ResumeTests.Options(new Cosine()) with { Epochs = 4, Patience = 9, Seed = 12 });
        ResumeTests.Run(later);
        later.SaveCheckpoint(path);
        var other = File.ReadAllBytes(path);
        var random = new System.Random(20261121);
        var kinds = new int[6];
        for (var done = 0; done < Mutations;)
        {
            var kind = done % kinds.Length;
            var damaged = Mutate(file, other, kind, random);
            if (damaged.AsSpan().SequenceEqual(file) || damaged.AsSpan().SequenceEqual(other)) continue;
            Rejected(path, damaged, $"mutation {done} of kind {kind}");
            kinds[kind]++;
            done++;
        }
        Assert.All(kinds, static count => Assert.True(count >= Mutations / 6));
    }

    private static byte[] Mutate(byte[] file, byte[] other, int kind, System.Random random)
    {
        var damaged = (byte[])file.Clone();
        var header = 8 + (int)BitConverter.ToInt64(file);
        switch (kind)
        {
            case 0:
                damaged[random.Next(header)] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                damaged[random.Next(header, file.Length)] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                // A sector that never reached the disk.
                var zeroed = random.Next(file.Length / Sector) * Sector;
                damaged.AsSpan(zeroed, Sector).Clear();
                break;
            case 3:
                var (a, b) = (random.Next(file.Length / Sector) * Sector, random.Next(file.Length / Sector) * Sector);
                file.AsSpan(a, Sector).CopyTo(damaged.AsSpan(b));
                file.AsSpan(b, Sector).CopyTo(damaged.AsSpan(a));
                break;
            case 4:
                // Torn: the beginning of one save and the end of another.
                var cut = random.Next(1, Math.Min(file.Length, other.Length));
                damaged = [.. other.AsSpan(0, cut), .. file.AsSpan(cut)];
                break;
            default:
                // Torn by sectors, in any order.
                for (var at = 0; at + Sector <= Math.Min(file.Length, other.Length); at += Sector)
                    if (random.Next(2) == 0) other.AsSpan(at, Sector).CopyTo(damaged.AsSpan(at));
                break;
        }
        return damaged;
    }

    private static void Rejected(string path, byte[] file, string what)
    {
        File.WriteAllBytes(path, file);
        foreach (var read in (Action[])[() => CheckpointFile.Check(path), () => Network.Load(path).Dispose(),
            () => VerifiedFile.Of(path)])
        {
            try
            {
                read();
            }
            catch (ModelFileException e)
            {
                Assert.Contains(path, e.Message, StringComparison.Ordinal);
                continue;
            }
            Assert.Fail($"{what}: taken for whole.");
        }
    }
}
