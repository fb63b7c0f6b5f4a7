namespace Spans.Benchmarks.Peers;

/// <summary>A contest before it is set up, so that <c>--only</c> can choose without building any.</summary>
internal sealed record Question(string Area, string Name, int Threads, Func<Roster, Contest> SetUp)
{
    public string Title => $"{Area} {Name} on {(Threads == 1 ? "1 thread" : $"{Threads} threads")}";

    /// <summary>As <see cref="ContestResult.Key"/>.</summary>
    public string Key => $"{Area} {Name} {Threads}";
}
