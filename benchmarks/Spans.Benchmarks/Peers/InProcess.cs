using System.Diagnostics;

namespace Spans.Benchmarks.Peers;

/// <summary>
/// Work of this process: managed code or a native library. The loop is the work's own, so no call per operation is added.
/// </summary>
public interface IWork : IDisposable
{
    /// <summary>Does the operation <paramref name="operations"/> times.</summary>
    void Run(int operations);
}

/// <summary>
/// Times <see cref="IWork"/>: batches of at least a tenth of a millisecond fill the window, the reading is their mean.
/// </summary>
public sealed class InProcess(string name, string family, int threads, IWork work) : IContestant
{
    private const double BatchSeconds = 1e-4, LongBatchSeconds = 0.1;
    private int _batch = 1;
    private double _batchSeconds;

    public string Name => name;

    public string Family => family;

    public int Threads => threads;

    public void WarmUp(TimeSpan atLeast)
    {
        var start = Stopwatch.GetTimestamp();
        work.Run(1);
        while (true)
        {
            var before = Stopwatch.GetTimestamp();
            work.Run(_batch);
            _batchSeconds = Stopwatch.GetElapsedTime(before).TotalSeconds;
            if (_batchSeconds < BatchSeconds && _batch < 1 << 24) _batch *= 2;
            else if (Stopwatch.GetElapsedTime(start) >= atLeast) return;
        }
    }

    public Reading Measure(TimeSpan window)
    {
        // An operation of seconds needs no lead-in.
        if (_batchSeconds < LongBatchSeconds) RunFor(LeadIn.Of(window, threads));
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var operations = 0L;
        var start = Stopwatch.GetTimestamp();
        TimeSpan elapsed;
        do
        {
            work.Run(_batch);
            operations += _batch;
            elapsed = Stopwatch.GetElapsedTime(start);
        }
        while (elapsed < window);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        return new Reading(elapsed.TotalNanoseconds / operations, (double)allocated / operations);
    }

    public void Dispose() => work.Dispose();

    private void RunFor(TimeSpan time)
    {
        var start = Stopwatch.GetTimestamp();
        do work.Run(_batch);
        while (Stopwatch.GetElapsedTime(start) < time);
    }
}
