namespace Spans.AllocationProbe.Scenarios;

/// <summary>
/// Does nothing for long enough that tiered compilation and timers would show: the probe itself must count zero.
/// </summary>
public sealed class Idle : IScenario
{
    public int Steps => 1_000;

    public void Prepare(string[] arguments) { }

    public void Step() => Thread.SpinWait(10_000);

    public void Dispose() { }
}
