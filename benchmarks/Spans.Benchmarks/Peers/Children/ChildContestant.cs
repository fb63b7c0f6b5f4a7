namespace Spans.Benchmarks.Peers.Children;

/// <summary>A child process's answer to one question.</summary>
internal sealed class ChildContestant : IContestant
{
    private readonly ChildPeer _child;
    private readonly bool _singleCalls;
    private readonly int _id;

    public ChildContestant(ChildPeer child, string setting, string family, int threads, string question, bool singleCalls = false)
    {
        (_child, _singleCalls, Family, Threads) = (child, singleCalls, family, threads);
        (_id, var variant) = child.Prepare(question);
        Name = variant.Length == 0 ? setting : $"{setting} [{variant}]";
    }

    public string Name { get; }

    public string Family { get; }

    public int Threads { get; }

    public void WarmUp(TimeSpan atLeast) => _child.Time("measure", _id, atLeast, TimeSpan.Zero);

    public Reading Measure(TimeSpan window)
    {
        var leadIn = LeadIn.Of(window, Threads);
        if (!_singleCalls) return new Reading(_child.Time("measure", _id, window, leadIn)[0]);
        var tail = _child.Time("calls", _id, window, leadIn);
        return new Reading(tail[0], P99: tail[1], P999: tail[2]);
    }

    public void Dispose() => _child.Drop(_id);
}
