using System.Diagnostics;
using System.Globalization;

namespace Spans.Benchmarks.Peers;

/// <summary>How much other processes, and the host where this is a virtual machine, took away from the contestants.</summary>
internal sealed class Neighbours(Roster roster)
{
    // USER_HZ, the unit of /proc/stat, whatever the kernel's own clock.
    private const double TicksPerSecond = 100;

    /// <summary>Whether this system tells.</summary>
    public bool Known { get; } = File.Exists("/proc/stat");

    /// <summary>Processor seconds that others have used up to now.</summary>
    public double Seconds()
    {
        if (!Known) return 0;
        using var self = Process.GetCurrentProcess();
        return Busy() - self.TotalProcessorTime.TotalSeconds - roster.ChildSeconds();
    }

    private static double Busy()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // user, nice, system, irq, softirq, steal
        ReadOnlySpan<int> busy = [1, 2, 3, 6, 7, 8];
        var ticks = 0L;
        foreach (var i in busy) ticks += long.Parse(fields[i], CultureInfo.InvariantCulture);
        return ticks / TicksPerSecond;
    }
}
