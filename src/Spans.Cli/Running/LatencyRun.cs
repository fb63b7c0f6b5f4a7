using System.Globalization;
using Spans.Diagnostics.Load;
using Spans.Networks;

namespace Spans.Cli.Running;

/// <summary>One call of <c>spans latency</c>.</summary>
internal static class LatencyRun
{
    // 2 GiB of requests and answers are more than any server holds at once.
    private const long MostFloats = 1L << 29;

    internal static int Execute(string model, double seconds, int batch, int threads, TextWriter output)
    {
        if (seconds > 24 * 3600) throw new UsageException("--seconds may be at most a day.");
        using var network = Network.Load(model);
        var floats = (long)threads * batch * ((long)network.Input.Elements + network.Output.Elements);
        if (floats > MostFloats) throw new RunException(
            $"{threads} threads with batches of {batch} rows need {floats} numbers, more than {MostFloats}; use a smaller --batch or --threads.");
        var report = PredictorLoad.Run(
            network, threads, batch, TimeSpan.FromSeconds(Math.Min(5, seconds / 5)), TimeSpan.FromSeconds(seconds));
        Write(report, batch, threads, output);
        return ExitCode.Done;
    }

    private static void Write(LoadReport report, int batch, int threads, TextWriter output)
    {
        var latency = report.Latency;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{report.Calls} requests of {batch} rows by {threads} threads in {report.Time.TotalSeconds:F1} s"));
        ReadOnlySpan<(string Name, double Share)> percentiles = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p99.9", 0.999)];
        foreach (var (name, share) in percentiles)
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
