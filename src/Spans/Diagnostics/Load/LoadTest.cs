using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Spans.Diagnostics.Load;

/// <summary>
/// Makes calls from several threads at once, as fast as each goes, and measures them: latency, throughput, and what the process
/// allocated, collected and grew by. Nothing here allocates while it measures, so that what is counted is the calls' own.
/// </summary>
public static class LoadTest
{
    /// <summary>The most threads.</summary>
    public const int MaxThreads = 1024;

    /// <summary>The most parts of the time.</summary>
    public const int MaxWindows = 1000;

    /// <summary>Runs <paramref name="call"/>, given the thread's number, until the time is over.</summary>
    /// <param name="call">One request. It may run on all threads at once.</param>
    /// <param name="threads">Threads, 1 to <see cref="MaxThreads"/>.</param>
    /// <param name="warmUp">How long calls are made before any is counted.</param>
    /// <param name="time">How long they are counted; above zero.</param>
    /// <param name="windows">Into how many parts throughput is divided, 1 to <see cref="MaxWindows"/>.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public static LoadReport Run(Action<int> call, int threads, TimeSpan warmUp, TimeSpan time, int windows = 1)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (threads is < 1 or > MaxThreads) Throw.OutOfRange(nameof(threads), threads, $"between 1 and {MaxThreads}");
        if (windows is < 1 or > MaxWindows) Throw.OutOfRange(nameof(windows), windows, $"between 1 and {MaxWindows}");
        if (warmUp < TimeSpan.Zero) Throw.OutOfRange(nameof(warmUp), warmUp, "zero or more");
        if (time <= TimeSpan.Zero) Throw.OutOfRange(nameof(time), time, "above zero");
        var callers = new Caller[threads];
        for (var i = 0; i < threads; i++) callers[i] = new Caller(call, i);
        var marks = new Mark[windows + 1];
        foreach (var caller in callers) caller.Start();
        Thread.Sleep(warmUp);
        // Everything that measures has run once before it counts.
        _ = (Total(callers), GC.GetTotalAllocatedBytes(precise: true), GC.CollectionCount(0), Resident());
        Thread.Sleep(10);
        foreach (var caller in callers) caller.Count();
        var resident = Resident();
        var (bytes, collections) = (GC.GetTotalAllocatedBytes(precise: true), GC.CollectionCount(0));
        var begin = Stopwatch.GetTimestamp();
        marks[0] = Total(callers);
        for (var window = 1; window <= windows; window++)
        {
            var left = time * ((double)window / windows) - Stopwatch.GetElapsedTime(begin);
            if (left > TimeSpan.Zero) Thread.Sleep(left);
            marks[window] = Total(callers);
        }
        var elapsed = Stopwatch.GetElapsedTime(begin);
        (bytes, collections) = (GC.GetTotalAllocatedBytes(precise: true) - bytes, GC.CollectionCount(0) - collections);
        resident = Resident() - resident;
        var latency = new LatencyHistogram();
        Exception? fault = null;
        foreach (var caller in callers)
        {
            fault = caller.Stop() ?? fault;
            latency.Add(caller.Latency);
        }
        if (fault is not null) throw new InvalidOperationException($"A call under load failed: {fault.Message}", fault);
        var (rates, speeds) = (new double[windows], new double[windows]);
        for (var window = 0; window < windows; window++)
        {
            var part = marks[window + 1] - marks[window];
            rates[window] = part.Calls / (elapsed.TotalSeconds / windows);
            speeds[window] = part.ClockTicks == 0 ? 0 : part.ClockRuns * (double)Stopwatch.Frequency / part.ClockTicks;
        }
        return new LoadReport(latency, (marks[windows] - marks[0]).Calls, elapsed, bytes, collections, resident, rates, speeds);
    }

    private static Mark Total(Caller[] callers)
    {
        var total = default(Mark);
        foreach (var caller in callers)
        {
            total.Calls += caller.Calls;
            total.ClockTicks += caller.Clock.Ticks;
            total.ClockRuns += caller.Clock.Count;
        }
        return total;
    }

    private static long Resident() => Environment.WorkingSet;

    // What all callers came to so far.
    private struct Mark
    {
        internal long Calls;
        internal long ClockTicks;
        internal long ClockRuns;

        public static Mark operator -(Mark late, Mark early) => new()
        {
            Calls = late.Calls - early.Calls,
            ClockTicks = late.ClockTicks - early.ClockTicks,
            ClockRuns = late.ClockRuns - early.ClockRuns,
        };
    }

    // A cache line of its own for what each thread writes.
    [StructLayout(LayoutKind.Sequential, Size = 192)]
    private struct Counter
    {
        internal long Padding;
        internal long Calls;
    }

    private sealed class Caller
    {
        private readonly Thread _thread;
        private readonly Action<int> _call;
        private readonly int _number;
        private Counter _counter;
        private volatile bool _counts;
        private volatile bool _stops;
        private Exception? _fault;

        internal Caller(Action<int> call, int number)
        {
            (_call, _number) = (call, number);
            _thread = new Thread(Work) { IsBackground = true, Name = $"Spans load {number}" };
        }

        internal LatencyHistogram Latency { get; } = new();

        internal MachineClock Clock { get; } = new();

        internal long Calls => Volatile.Read(ref _counter.Calls);

        internal void Start() => _thread.Start();

        internal void Count() => _counts = true;

        internal Exception? Stop()
        {
            _stops = true;
            _thread.Join();
            return _fault;
        }

        private void Work()
        {
            try
            {
                var nanoseconds = 1e9 / Stopwatch.Frequency;
                while (!_stops)
                {
                    var start = Stopwatch.GetTimestamp();
                    _call(_number);
                    var end = Stopwatch.GetTimestamp();
                    if (_counts) Latency.Add((long)((end - start) * nanoseconds));
                    Clock.Tick(end);
                    Volatile.Write(ref _counter.Calls, _counter.Calls + 1);
                }
            }
            catch (Exception fault)
            {
                // Told where the threads are joined.
                _fault = fault;
            }
        }
    }
}
