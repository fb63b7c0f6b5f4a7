namespace Spans.Benchmarks.Peers;

/// <summary>What one contest gave: plain data, as written to the results file.</summary>
public sealed record ContestResult
{
    public required string Area { get; init; }
    public required string Name { get; init; }
    public required int Threads { get; init; }
    public required double Work { get; init; }
    public required Unit Unit { get; init; }
    public required List<Entry> Entries { get; init; }
    public required List<BarResult> Bars { get; init; }
    public required List<string> Absent { get; init; }

    /// <summary>Cores that other processes used meanwhile.</summary>
    public double? OtherLoad { get; init; }

    /// <summary>Whether that was enough to spoil the figures.</summary>
    public bool Disturbed => OtherLoad > 0.1;

    /// <summary>The run it belongs to: <see cref="RunInfo.Id"/>.</summary>
    public string Run { get; init; } = "";

    public string Key => $"{Area} {Name} {Threads}";

    /// <summary>Spans itself; the one that uses all of the contest's threads.</summary>
    public Entry? Spans => Entries.Find(e => e.Family == Family.Spans && e.Name == Family.Spans);

    /// <summary>The fastest setting of a family.</summary>
    public Entry? Best(string family) => Entries.Where(e => e.Family == family).MinBy(e => e.Median);

    /// <summary>The fastest of all peers.</summary>
    public Entry? BestPeer => Entries.Where(e => e.IsPeer).MinBy(e => e.Median);
}

/// <summary>One contestant's numbers over the rounds, nanoseconds per operation.</summary>
public sealed record Entry
{
    public required string Name { get; init; }
    public required string Family { get; init; }
    public required double Median { get; init; }
    public required double Least { get; init; }
    public required double Most { get; init; }
    public required int Rounds { get; init; }
    public double? P99 { get; init; }
    public double? P999 { get; init; }
    public double? Allocated { get; init; }

    /// <summary>Median over the rounds of this contestant's time over Spans' time in the same round.</summary>
    public double? TimesSpans { get; init; }

    /// <summary>Whether beating it counts.</summary>
    public bool IsPeer => Family is not (Peers.Family.Spans or Peers.Family.Peak or Peers.Family.PlainLoops);
}

/// <summary>A bar and what was reached; no value where Spans or the peer was absent.</summary>
public sealed record BarResult(string Text, double Needed, double? Reached, string? By, bool Passed)
{
    public string Verdict => Reached is null ? "NOT MEASURED" : Passed ? "PASS" : "MISS";
}
