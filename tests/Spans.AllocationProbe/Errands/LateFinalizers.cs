using System.Globalization;
using System.Runtime.CompilerServices;
using Spans.Training;

namespace Spans.AllocationProbe.Errands;

/// <summary>
/// A meter that goes on while finalizers of what a report left behind are still to run, slowly and allocating. Prints the least
/// that it counted in three rounds, as a scenario does: the runtime's own compiler may allocate in one of them.
/// </summary>
public sealed class LateFinalizers : IErrand
{
    private const int Milliseconds = 20;
    private static byte[] s_kept = [];

    public int Run(string[] arguments)
    {
        long least = long.MaxValue;
        var meter = new AllocationMeter(warmUp: 0);
        meter.Resume();
        meter.Pause();
        for (var round = 0; round < 3; round++)
        {
            var before = meter.Bytes;
            Leave();
            GC.Collect();
            meter.Resume();
            meter.Step();
            Thread.Sleep(10 * Milliseconds);
            meter.Pause();
            least = Math.Min(least, meter.Bytes - before);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{least} {meter.Collections} {meter.Steps}"));
        GC.KeepAlive(s_kept);
        return 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Leave()
    {
        for (var i = 0; i < 3; i++) GC.KeepAlive(new Leftover());
    }

    private sealed class Leftover
    {
        ~Leftover()
        {
            Thread.Sleep(Milliseconds);
            s_kept = new byte[1000];
        }
    }
}
