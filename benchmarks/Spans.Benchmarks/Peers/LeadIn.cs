namespace Spans.Benchmarks.Peers;

/// <summary>
/// How long a contestant runs before its window opens: the one before left its own data in the caches, and a woken worker thread
/// starts on its caller's core and stays there, both waiting for each other, until the scheduler's next balancing of load.
/// </summary>
internal static class LeadIn
{
    private static readonly TimeSpan s_threadsPlaced = TimeSpan.FromMilliseconds(30);

    public static TimeSpan Of(TimeSpan window, int threads) =>
        threads == 1 || window / 10 > s_threadsPlaced ? window / 10 : s_threadsPlaced;
}
