namespace Spans.Training;

/// <summary>Counts what the whole process allocates while it runs, once the first steps have warmed up.</summary>
public struct AllocationMeter
{
    /// <summary>Steps that compile code and fill pools, and are not counted.</summary>
    public const int WarmupSteps = 100;

    /// <summary>
    /// A meter whose first <paramref name="warmUp"/> steps, at most <see cref="WarmupSteps"/>, are not counted.
    /// </summary>
    public AllocationMeter(int warmUp) => _seen = WarmupSteps - warmUp;

    private long _seen;
    private long _bytesAtStart;
    private int _collectionsAtStart;
    private bool _running;

    /// <summary>Steps counted.</summary>
    public long Steps { get; private set; }

    /// <summary>Bytes allocated by all threads during the counted steps.</summary>
    public long Bytes { get; private set; }

    /// <summary>Collections of any generation during them.</summary>
    public int Collections { get; private set; }

    /// <summary>Starts or goes on counting, if warm.</summary>
    public void Resume()
    {
        if (_running || _seen < WarmupSteps) return;
        _running = true;
        var collections = GC.CollectionCount(0);
        // What was collected between steps may have finalizers, which allocate on a thread of their own when they like.
        if (collections != _collectionsAtStart) GC.WaitForPendingFinalizers();
        _collectionsAtStart = collections;
        _bytesAtStart = GC.GetTotalAllocatedBytes(precise: true);
    }

    /// <summary>Notes one step done.</summary>
    public void Step()
    {
        if (_running) Steps++;
        else if (++_seen == WarmupSteps) Resume();
    }

    /// <summary>Stops counting until <see cref="Resume"/>, so that reports do not count.</summary>
    public void Pause()
    {
        if (!_running) return;
        Bytes += GC.GetTotalAllocatedBytes(precise: true) - _bytesAtStart;
        Collections += GC.CollectionCount(0) - _collectionsAtStart;
        _running = false;
    }
}
