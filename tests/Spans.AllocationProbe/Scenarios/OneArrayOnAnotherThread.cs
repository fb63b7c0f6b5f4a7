namespace Spans.AllocationProbe.Scenarios;

/// <summary>Allocates one array in a thousand steps, and not on the counting thread: the probe must see even that.</summary>
public sealed class OneArrayOnAnotherThread : IScenario
{
    private readonly AutoResetEvent _go = new(false);
    private readonly AutoResetEvent _done = new(false);
    private int _step;
    private volatile int[]? _kept;

    public int Steps => 1_000;

    public void Prepare(string[] arguments) => new Thread(Serve) { IsBackground = true }.Start();

    public void Step()
    {
        _go.Set();
        _done.WaitOne();
    }

    public void Dispose()
    {
        GC.KeepAlive(_kept);
        _go.Dispose();
        _done.Dispose();
    }

    private void Serve()
    {
        while (_go.WaitOne())
        {
            if (++_step % 1_000 == 0) _kept = new int[16];
            _done.Set();
        }
    }
}
