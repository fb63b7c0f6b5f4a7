using Spans.Activations;
using Spans.Layers;
using Spans.Losses;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Testing;
using Spans.Training;

namespace Spans.Tests.Reliability;

/// <summary>M7: what does not fit is refused before it is asked for, and the process goes on as before.</summary>
public sealed class MemoryTests
{
    [Fact]
    public void M7_TooLargeForTheProcess_IsRefusedBeforeAnyAllocation_AndTheRestStaysUsable()
    {
        var start = ChildProcess.Dotnet(
            AppContext.BaseDirectory, Path.Combine(AppContext.BaseDirectory, "Spans.AllocationProbe.dll"), "TooLarge");
        // 400 MB, in hexadecimal as the runtime reads it.
        start.Environment["DOTNET_GCHeapHardLimit"] = "19000000";
        var result = ChildProcess.Run(start);
        Assert.True(result.ExitCode == 0, $"{result.ExitCode}: {result.Output}{result.Errors}");
        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.Contains("Training this network on batches of 200000 rows needs", lines[0], StringComparison.Ordinal);
        Assert.All(lines[..3],
            static line => Assert.Contains("MiB are free: use a smaller batch or network.", line, StringComparison.Ordinal));
        // What was refused allocated next to nothing: plans, messages, a copy of the small network's parameters.
        Assert.InRange(long.Parse(lines[3], System.Globalization.CultureInfo.InvariantCulture), 0, 8 << 20);
    }

    [Fact]
    public void M7_BuffersBeyondTheirLongest_AreRefusedByName()
    {
        using var network = new Network(1000, [new Dense<Identity>(1000)], seed: 1);
        Assert.Contains("2^31", Assert.Throws<ArgumentException>(() =>
            new Trainer(network, new MeanSquaredError(), new Adam(), new TrainerOptions { BatchSize = int.MaxValue })).Message,
            StringComparison.Ordinal);
        Assert.Contains("2147483647",
            Assert.Throws<ArgumentException>(() => new Network(100_000, [new Dense<Identity>(100_000)])).Message,
            StringComparison.Ordinal);
        Assert.Contains("2^31",
            Assert.Throws<ArgumentException>(() =>
                Predictor.Freeze(network, new FreezeOptions { MaxBatch = int.MaxValue })).Message, StringComparison.Ordinal);
        var output = new float[1000];
        network.Forward(new float[1000], output, 1);
    }
}
