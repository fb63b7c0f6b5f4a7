namespace Spans.AllocationProbe;

/// <summary>
/// Something for a process of its own to do: to be killed, traced or starved. One class with a constructor without arguments in
/// <c>Errands</c>.
/// </summary>
public interface IErrand
{
    /// <summary>Does it and returns the exit code.</summary>
    int Run(string[] arguments);
}
