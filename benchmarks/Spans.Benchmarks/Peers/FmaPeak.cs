using System.Diagnostics;

namespace Spans.Benchmarks.Peers;

/// <summary>P as a contestant: the time that a contest's floating-point operations would take at one core's peak.</summary>
public sealed class FmaPeak(double flops) : IContestant
{
    public string Name => Peers.Family.Peak;

    public string Family => Peers.Family.Peak;

    public int Threads => 1;

    public void WarmUp(TimeSpan atLeast) => Measure(atLeast);

    public Reading Measure(TimeSpan window)
    {
        var start = Stopwatch.GetTimestamp();
        var (nanosecondsPerFlop, count) = (0.0, 0);
        do
        {
            nanosecondsPerFlop += 1 / Kernels.FmaPeak.Measure();
            count++;
        }
        while (Stopwatch.GetElapsedTime(start) < window);
        return new Reading(nanosecondsPerFlop / count * flops);
    }

    public void Dispose() { }
}
