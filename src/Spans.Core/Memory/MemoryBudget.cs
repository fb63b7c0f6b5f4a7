using System.Globalization;

namespace Spans.Memory;

/// <summary>
/// Refuses what cannot fit before it is asked for: a system that promises more than it has kills the process instead of saying
/// no.
/// </summary>
internal static class MemoryBudget
{
    private const long Small = 64L << 20;

    /// <summary>
    /// Throws if <paramref name="bytes"/> are more than the process can still get. Small amounts are not looked at.
    /// </summary>
    /// <param name="bytes">What is about to be allocated.</param>
    /// <param name="what">What messages call it.</param>
    /// <exception cref="InsufficientMemoryException">They are more.</exception>
    internal static void Require(long bytes, string what)
    {
        if (bytes < Small) return;
        var available = Available(collect: false);
        // Garbage counts as used until it is collected: that is worth doing before saying no.
        if (bytes > available) available = Available(collect: true);
        if (bytes > available)
            throw new InsufficientMemoryException(string.Create(CultureInfo.InvariantCulture,
                $"{what} needs {bytes >> 20} MiB of memory but {Math.Max(0, available) >> 20} MiB are free: use a smaller batch or network."));
    }

    // The limit of the process (its container's, its heap's or the machine's) less its heap; arrays the pool keeps are used
    // again.
    private static long Available(bool collect)
    {
        if (collect) SlabPool.Trim();
        var used = GC.GetTotalMemory(forceFullCollection: collect) - SlabPool.PooledBytes;
        return Math.Min(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes - used, Machine());
    }

    // What the machine could give without swapping, where it says so.
    private static long Machine()
    {
        const string File = "/proc/meminfo", Name = "MemAvailable:";
        if (!OperatingSystem.IsLinux()) return long.MaxValue;
        try
        {
            foreach (var line in System.IO.File.ReadLines(File))
                if (line.StartsWith(Name, StringComparison.Ordinal)
                    && long.TryParse(line.AsSpan(Name.Length).Trim().TrimEnd(" kB"), NumberStyles.None,
                        CultureInfo.InvariantCulture, out var kibibytes))
                    return kibibytes << 10;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A machine that does not tell.
        }
        return long.MaxValue;
    }
}
