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

    /// <summary>The last part's calls a second over the first's.</summary>
    public double Steadiness => Windows.Count > 0 && Windows[0] > 0 ? Windows[^1] / Windows[0] : 1;

    /// <summary>
    /// <see cref="Steadiness"/> of the calls over that of the machine: what the calls themselves lost, whatever the clock did.
    /// </summary>
    public double RelativeSteadiness => MachineSpeeds.Count > 0 && MachineSpeeds[^1] > 0 && MachineSpeeds[0] > 0
        ? Steadiness * MachineSpeeds[0] / MachineSpeeds[^1] : Steadiness;
}
