using System.Globalization;
using Spans.Activations;
using Spans.Data;
using Spans.Diagnostics.Load;
using Spans.Layers;
using Spans.Losses;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Random;
using Spans.Training;

namespace Spans.Benchmarks.Soak;

/// <summary>
/// <c>soak [--minutes m] [--seconds s] [--steady share]</c>: half the time predictions by as many threads as there are cores,
/// half the time training steps. Ends with 1 where anything was allocated or collected, or resident memory grew by more than 1 MB
/// after the warm-up.
/// </summary>
internal static class SoakCommand
{
    private const long MostGrowth = 1 << 20;

    // On a shared machine neighbours slow calls by more than they slow the work that the machine's speed is told by; and what two
    // threads share moves with where a host puts its virtual processors. So a fall fails the run only where no neighbour explains
    // it, unless --steady asks for more: 0.97 on cores of one's own.
    private const double LeastSteadiness = 0.5;

    internal static int Run(string[] arguments)
    {
        var (seconds, steady) = (300.0, LeastSteadiness);
        for (var i = 0; i + 1 < arguments.Length; i += 2)
        {
            var value = double.Parse(arguments[i + 1], CultureInfo.InvariantCulture);
            (seconds, steady) = arguments[i] switch
            {
                "--minutes" => (60 * value, steady),
                "--seconds" => (value, steady),
                "--steady" => (seconds, value),
                _ => throw new ArgumentException($"soak takes --minutes, --seconds and --steady, not {arguments[i]}."),
            };
        }
        var (warmUp, half) = (TimeSpan.FromSeconds(Math.Clamp(seconds / 10, 2, 60)), TimeSpan.FromSeconds(seconds / 2));
        var passed = Report("predict", Predict(warmUp, half), steady) & Report("train", Train(warmUp, half), steady);
        Console.WriteLine(passed ? "soak passed" : "soak FAILED");
        return passed ? 0 : 1;
    }

    private static LoadReport Predict(TimeSpan warmUp, TimeSpan time)
    {
        using var network = new Network([64], [new Dense<Relu>(128), new Dense<Relu>(128), new Dense<Identity>(10)], seed: 1);
        return PredictorLoad.Run(network, Environment.ProcessorCount, batch: 1, warmUp, time, Windows(time));
    }

    private static LoadReport Train(TimeSpan warmUp, TimeSpan time)
    {
        const int Rows = 64;
        using var network = new Network([64], [new Dense<Relu>(128), new BatchNorm(), new Dense<Identity>(10)], seed: 1);
        using var trainer = new Trainer(
            network, new SoftmaxCrossEntropy(), new Adam(),
            new TrainerOptions { BatchSize = Rows, Threads = Environment.ProcessorCount });
        var inputs = new float[Rows * 64];
        var labels = new int[Rows];
        RngFill.Uniform(new Rng(1, 1, 1), 0, inputs, -1, 1);
        for (var i = 0; i < Rows; i++) labels[i] = i % 10;
        return LoadTest.Run(
            _ => trainer.Step(new Batch { Inputs = inputs, Labels = labels, Count = Rows }), 1, warmUp, time, Windows(time));
    }

    private static int Windows(TimeSpan time) => Math.Clamp((int)time.TotalSeconds, 5, 300);

    private static bool Report(string what, LoadReport report, double steady)
    {
        var latency = report.Latency;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{what}: {report.Calls} calls in {report.Time.TotalSeconds:F0} s, {report.Throughput:F0}/s, last fifth {100 * report.Steadiness:F1} % of the first "
            + $"({100 * report.RelativeSteadiness:F1} % at equal speed of the machine); "
            + $"p50 {latency.Percentile(0.5) / 1e3:F2} µs, p99 {latency.Percentile(0.99) / 1e3:F2} µs, p99.9 {latency.Percentile(0.999) / 1e3:F2} µs "
            + $"({(double)latency.Percentile(0.999) / Math.Max(1, latency.Percentile(0.5)):F1} x p50), max {latency.Maximum / 1e3:F0} µs; "
            + $"{report.Bytes} bytes allocated, {report.Collections} collections, resident {report.ResidentGrowth / 1024.0:F0} KiB more"));
        return report is { Bytes: 0, Collections: 0, ResidentGrowth: <= MostGrowth } && report.RelativeSteadiness >= steady;
    }
}
