using System.Diagnostics;

namespace Spans.Benchmarks.Peers;

/// <summary>
/// P as a contestant: the time that a contest's floating-point operations would take at one core's peak, or at that of several
/// threads at once, which is what a shared machine leaves them.
/// </summary>
public sealed class FmaPeak(double flops, int threads = 1) : IContestant
{
    public string Name => threads == 1 ? Peers.Family.Peak : $"{Peers.Family.Peak}, {threads} threads";

    public string Family => Peers.Family.Peak;

    public int Threads => threads;

    public void WarmUp(TimeSpan atLeast) => Measure(atLeast);

    public Reading Measure(TimeSpan window)
    {
        var start = Stopwatch.GetTimestamp();
        var (nanosecondsPerFlop, count) = (0.0, 0);
        do
        {
            nanosecondsPerFlop += 1 / Kernels.FmaPeak.Measure(Teams.Of(threads));
            count++;
        }
        while (Stopwatch.GetElapsedTime(start) < window);
        return new Reading(nanosecondsPerFlop / count * flops);
    }

    public void Dispose() { }
}
