using Xunit;

namespace Spans.Testing;

/// <summary>Asserts that warm code allocates exactly nothing.</summary>
public static class Allocation
{
    /// <summary>
    /// Runs <paramref name="step"/> <paramref name="warmUp"/> times, then asserts that <paramref name="steps"/> more allocate
    /// exactly 0 bytes on this thread. For all threads of a process use <see cref="NoneInProcess"/>.
    /// </summary>
    public static void None(Action step, int warmUp = 10, int steps = 100)
    {
        var bytes = Bytes(step, warmUp, steps);
        Assert.True(bytes == 0, $"{steps} warm steps allocated {bytes} bytes on this thread; they must allocate 0.");
    }

    /// <summary>
    /// The bytes that <paramref name="steps"/> warm calls of <paramref name="step"/> allocate on this thread. A collection that
    /// another test caused, pauses of a background one included, takes the rest of this thread's allocation window away, and the
    /// runtime counts that once (up to 8 KB were seen); so a count above 0 is taken again, and the smallest of five is the
    /// result.
    /// </summary>
    public static long Bytes(Action step, int warmUp = 10, int steps = 100)
    {
        const int Attempts = 5;
        for (var i = 0; i < warmUp; i++) step();
        var fewest = long.MaxValue;
        for (var attempt = 0; attempt < Attempts && fewest > 0; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < steps; i++) step();
            fewest = Math.Min(fewest, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return fewest;
    }

    /// <summary>
    /// Asserts that a scenario of <c>Spans.AllocationProbe</c>, run in a process that does nothing else, allocates exactly 0
    /// bytes on all threads after its warm-up, without one collection.
    /// </summary>
    public static void NoneInProcess(string scenario, params string[] arguments)
    {
        var (bytes, collections, steps) = ChildProcess.Probe(scenario, arguments);
        Assert.True(bytes == 0 && collections == 0,
            $"Scenario {scenario} {string.Join(' ', arguments)}: {steps} warm steps allocated {bytes} bytes process-wide"
            + $" and caused {collections} collections; both must be 0.");
    }
}
