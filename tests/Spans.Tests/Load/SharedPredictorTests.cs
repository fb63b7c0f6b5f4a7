using System.Globalization;
using Spans.Activations;
using Spans.Layers;
using Spans.Losses;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Random;
using Spans.Testing;
using Spans.Training;

namespace Spans.Tests.Load;

/// <summary>One predictor for many threads, and objects after their end.</summary>
public sealed class SharedPredictorTests
{
    private const int Inputs = 96;
    private const int Requests = 64;
    private static readonly double s_seconds =
        double.TryParse(Environment.GetEnvironmentVariable("SPANS_LOAD_SECONDS"), CultureInfo.InvariantCulture, out var seconds)
        ? seconds : 1.5;

    // A minute each where SPANS_LOAD_SECONDS is 60.
    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void M5_ThreadsPerCore_EachGetsTheBitsOfSequentialCalls(int perCore)
    {
        using var network = new Network(
            [1, 8, 12], [new Conv2D<Relu>(8, 3), new Flatten(), new Dense<Tanh>(64), new Dense<Identity>(10)], seed: 1);
        using var predictor = Predictor.Freeze(network, new FreezeOptions { MaxBatch = 4 });
        var inputs = new float[Requests][];
        var expected = new float[Requests][];
        for (var i = 0; i < Requests; i++)
        {
            inputs[i] = new float[(1 + i % 4) * Inputs];
            expected[i] = new float[(1 + i % 4) * 10];
            RngFill.Uniform(new Rng(1, (ulong)i, 1), 0, inputs[i], -1, 1);
            predictor.Predict(inputs[i], expected[i], 1 + i % 4);
        }
        var threads = new Thread[perCore * Environment.ProcessorCount];
        var (wrong, answered) = (0, 0L);
        var end = Environment.TickCount64 + (long)(s_seconds * 1000);
        for (var t = 0; t < threads.Length; t++)
        {
            var own = t;
            threads[t] = new Thread(() =>
            {
                var output = new float[40];
                for (var i = own; Environment.TickCount64 < end; i++)
                {
                    var request = i * 7 % Requests;
                    var answer = output.AsSpan(0, expected[request].Length);
                    answer.Fill(float.NaN);
                    predictor.Predict(inputs[request], answer, 1 + request % 4);
                    if (!answer.SequenceEqual(expected[request])) Interlocked.Increment(ref wrong);
                    Interlocked.Increment(ref answered);
                }
            });
            threads[t].Start();
        }
        foreach (var thread in threads) thread.Join();
        Assert.Equal(0, wrong);
        Assert.True(answered > threads.Length, $"Only {answered} requests were answered.");
    }

    [Fact]
    public void M8_UseAfterDispose_Throws()
    {
        var network = new Network([4], [new Dense<Identity>(2)], seed: 1);
        var predictor = Predictor.Freeze(network);
        var trainer = new Trainer(network, new MeanSquaredError(), new Sgd(), new TrainerOptions { BatchSize = 1 });
        var team = new Threading.Team(2);
        predictor.Dispose();
        trainer.Dispose();
        team.Dispose();
        float[] x = new float[4], y = new float[2];
        Assert.Throws<ObjectDisposedException>(() => predictor.Predict(x, y));
        Assert.Throws<ObjectDisposedException>(() => trainer.Step(new Spans.Data.Batch { Inputs = x, Values = y, Count = 1 }));
        Assert.Throws<ObjectDisposedException>(() => Kernels.Reduce.Sum(x, team));
        network.Dispose();
        Assert.Throws<ObjectDisposedException>(() => network.Forward(x, y, 1));
        Assert.Throws<ObjectDisposedException>(() => network.Parameters.Clear());
        Assert.Throws<ObjectDisposedException>(() => Predictor.Freeze(network));
        // A second end is none.
        predictor.Dispose();
        trainer.Dispose();
        team.Dispose();
        network.Dispose();
    }

    [Fact]
    public void M8_TenThousandCycles_LeaveNothingBehind()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Counts handles under /proc.");
        using var folder = new TemporaryFolder();
        var (code, output, errors) = ChildProcess.Guard("cycles", folder.File("progress"));
        Assert.True(code == 0, errors);
        var counts = output.Split(' ').Select(static word => long.Parse(word, System.Globalization.CultureInfo.InvariantCulture))
            .ToArray();
        Assert.Equal(10_000, counts[0]);
        Assert.InRange(counts[1], long.MinValue, 2);
        Assert.InRange(counts[2], long.MinValue, 2);
        Assert.InRange(counts[3], long.MinValue, 64 << 10);
        Assert.InRange(counts[4], long.MinValue, 24 << 20);
    }
}
