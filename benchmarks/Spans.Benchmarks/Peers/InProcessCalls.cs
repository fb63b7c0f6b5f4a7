using System.Diagnostics;

namespace Spans.Benchmarks.Peers;

/// <summary>A single prediction of this process.</summary>
public interface ICall : IDisposable
{
    /// <summary>Predicts for the given one of the prepared inputs.</summary>
    void Call(int sample);
}

/// <summary>Times every call of its own, for percentiles. A reading holds the 20 ns of the clock.</summary>
public sealed class InProcessCalls(string name, string family, ICall work) : IContestant
{
    /// <summary>Inputs the calls take turns with.</summary>
    public const int Samples = 64;

    private const int MostCalls = 1 << 20;
    private readonly long[] _ticks = new long[MostCalls];

    public string Name => name;

    public string Family => family;

    public int Threads => 1;

    public void WarmUp(TimeSpan atLeast)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < atLeast)
            for (var i = 0; i < Samples; i++) work.Call(i);
    }

    public Reading Measure(TimeSpan window)
    {
        WarmUp(LeadIn.Of(window, Threads));
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var calls = 0;
        var end = Stopwatch.GetTimestamp() + (long)(window.TotalSeconds * Stopwatch.Frequency);
        var last = 0L;
        while (calls < MostCalls && last < end)
        {
            var before = Stopwatch.GetTimestamp();
            work.Call(calls % Samples);
            last = Stopwatch.GetTimestamp();
            _ticks[calls++] = last - before;
        }
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        Array.Sort(_ticks, 0, calls);
        return new Reading(At(calls, 0.5), (double)allocated / calls, At(calls, 0.99), At(calls, 0.999));
    }

    public void Dispose() => work.Dispose();

    private double At(int calls, double share) => _ticks[(int)(calls * share)] * 1e9 / Stopwatch.Frequency;
}
