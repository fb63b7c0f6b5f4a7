using System.Linq;

namespace Spans.Diagnostics.Load;

/// <summary>What calls under load came to.</summary>
/// <param name="Latency">How long each call took.</param>
/// <param name="Calls">Calls by all threads.</param>
/// <param name="Time">How long they were made.</param>
/// <param name="Bytes">Bytes the process allocated meanwhile.</param>
/// <param name="Collections">Collections of any generation meanwhile.</param>
/// <param name="ResidentGrowth">By how many bytes the process's resident memory grew meanwhile.</param>
/// <param name="Windows">Calls a second in each part of the time, equally long.</param>
/// <param name="MachineSpeeds">In the same parts, how often a second the machine does a fixed piece of work: falls with its clock
/// and with neighbours.</param>
public sealed record LoadReport(
    LatencyHistogram Latency, long Calls, TimeSpan Time, long Bytes, int Collections, long ResidentGrowth,
    IReadOnlyList<double> Windows,
    IReadOnlyList<double> MachineSpeeds)
{
    /// <summary>Calls a second.</summary>
    public double Throughput => Calls / Time.TotalSeconds;

    /// <summary>
    /// Calls a second at the end over those at the start: the medians of the last fifth of the parts and of the first.
    /// </summary>
    public double Steadiness => Kept(Windows);

    /// <summary>
    /// <see cref="Steadiness"/> of the calls over that of the machine: what the calls themselves lost, whatever the clock did.
    /// </summary>
    public double RelativeSteadiness => Steadiness / Kept(MachineSpeeds);

    private static double Kept(IReadOnlyList<double> rates)
    {
        var fifth = Math.Max(1, rates.Count / 5);
        var (first, last) = (Median(rates.Take(fifth)), Median(rates.Skip(rates.Count - fifth)));
        return first > 0 && last > 0 ? last / first : 1;
    }

    private static double Median(IEnumerable<double> rates)
    {
        double[] sorted = [.. rates.Order()];
        return sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
