namespace Spans.Data;

/// <summary>
/// Refuses data that does not fit into memory before the attempt is made: the system might end the process instead.
/// </summary>
internal static class DataMemory
{
    /// <summary>Throws if <paramref name="subject"/> would need more than this process may have.</summary>
    internal static void Check(long bytes, string subject)
    {
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (available > 0 && bytes > available)
            throw new DataException(FormattableString.Invariant(
                $"{subject} needs {bytes >> 20} MiB of memory but this machine has {available >> 20} MiB."));
    }
}
