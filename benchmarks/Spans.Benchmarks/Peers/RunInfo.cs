namespace Spans.Benchmarks.Peers;

/// <summary>When and with what contests were run.</summary>
public sealed record RunInfo
{
    public required string Id { get; init; }
    public required DateTime Date { get; init; }
    public required string Command { get; init; }
    public required string DotNet { get; init; }
    public required string Lanes { get; init; }
    public required SortedDictionary<string, string> Peers { get; init; }
    public required List<MissingPeer> Missing { get; init; }
}
