using System.Globalization;
using Spans.Diagnostics.Load;
using Spans.Networks;
using Spans.Random;

namespace Spans.Cli.Running;

/// <summary>One call of <c>spans latency</c>.</summary>
internal static class LatencyRun
{
    // 2 GiB of requests and answers are more than any server holds at once.
    private const long MostFloats = 1L << 29;

    // Floats around each thread's answers, so that no line it writes holds what another thread reads.
    private const int Apart = 32;

    internal static int Execute(string model, double seconds, int batch, int threads, TextWriter output)
    {
        if (seconds > 24 * 3600) throw new UsageException("--seconds may be at most a day.");
        using var network = Network.Load(model);
        var floats = (long)threads * batch * ((long)network.Input.Elements + network.Output.Elements);
        if (floats > MostFloats) throw new RunException(
            $"{threads} threads with batches of {batch} rows need {floats} numbers, more than {MostFloats}; use a smaller --batch or --threads.");
        using var predictor = Predictor.Freeze(network, new FreezeOptions { MaxBatch = batch });
        var answers = batch * network.Output.Elements;
        var inputs = new float[threads][];
        var outputs = new float[threads][];
        for (var i = 0; i < threads; i++)
        {
            inputs[i] = new float[batch * network.Input.Elements];
            // Any number is an input of an embedding only where it is a row's.
            if (!network.Plan.ToString().Contains("Embedding", StringComparison.Ordinal))
                RngFill.Uniform(new Rng(1, (ulong)i, 1), 0, inputs[i], 0, 1);
            outputs[i] = new float[Apart + answers + Apart];
        }
        var report = LoadTest.Run(
            i => predictor.Predict(inputs[i], outputs[i].AsSpan(Apart, answers), batch), threads,
            TimeSpan.FromSeconds(Math.Min(5, seconds / 5)),
            TimeSpan.FromSeconds(seconds));
        Write(report, batch, threads, output);
        return ExitCode.Done;
    }

    private static void Write(LoadReport report, int batch, int threads, TextWriter output)
    {
        var latency = report.Latency;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{report.Calls} requests of {batch} rows by {threads} threads in {report.Time.TotalSeconds:F1} s"));
        foreach (
            var (name, share) in (ReadOnlySpan<(string, double)>)[("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p99.9", 0.999)])
            output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{name,-10} {latency.Percentile(share) / 1000.0,12:F2} µs"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"max",-10} {latency.Maximum / 1000.0,12:F2} µs"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"throughput {report.Throughput:F0} requests/s, {report.Throughput * batch:F0} rows/s"));
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"allocated  {report.Bytes} bytes, {report.Collections} collections"));
    }
}
