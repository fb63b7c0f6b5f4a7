using System.Diagnostics;
using System.Globalization;

namespace Spans.Benchmarks.Peers;

/// <summary>How many cores other processes used meanwhile: a comparison on a busy machine shall say so.</summary>
internal sealed class Neighbours(Roster roster)
{
    // USER_HZ, the unit of /proc/stat, whatever the kernel's own clock.
    private const double TicksPerSecond = 100;

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly double _busy = Busy();
    private readonly double _own = Own(roster);

    /// <summary>Cores others used since this object was made; null where the system does not tell.</summary>
    public double? Cores()
    {
        if (double.IsNaN(_busy)) return null;
        var others = Busy() - _busy - (Own(roster) - _own);
        return Math.Max(0, others) / Stopwatch.GetElapsedTime(_start).TotalSeconds;
    }

    private static double Busy()
    {
        if (!File.Exists("/proc/stat")) return double.NaN;
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // user, nice, system, irq, softirq, steal
        ReadOnlySpan<int> busy = [1, 2, 3, 6, 7, 8];
        var ticks = 0L;
        foreach (var i in busy) ticks += long.Parse(fields[i], CultureInfo.InvariantCulture);
        return ticks / TicksPerSecond;
    }

    private static double Own(Roster roster)
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime.TotalSeconds + roster.ChildSeconds();
    }
}
