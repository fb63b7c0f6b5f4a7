namespace Spans.AllocationProbe;

/// <summary>
/// Work that must not allocate once warm. A scenario is one class with a constructor without arguments, in one file of
/// <c>Scenarios</c>; the probe finds it by its class name.
/// </summary>
public interface IScenario : IDisposable
{
    /// <summary>Steps before counting starts.</summary>
    int WarmUp => 100;

    /// <summary>Steps that are counted.</summary>
    int Steps => 10_000;

    /// <summary>Allocates whatever the steps need.</summary>
    void Prepare(string[] arguments);

    /// <summary>One step.</summary>
    void Step();

    /// <summary>Called once, when all is warm and the count begins.</summary>
    void BeginCount()
    {
    }
}
