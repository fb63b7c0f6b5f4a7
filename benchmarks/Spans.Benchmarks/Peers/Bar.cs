namespace Spans.Benchmarks.Peers;

/// <summary>What Spans is to reach in one contest.</summary>
/// <param name="Against">A family, a contestant's name, <see cref="BestPeer"/>, or <see cref="OwnTail"/>.</param>
/// <param name="Factor">The least time(against) / time(Spans); for the tail the most p99.9 / p50.</param>
public sealed record Bar(string Against, double Factor)
{
    /// <summary>Every family but Spans, the peak and the plain loops.</summary>
    public const string BestPeer = "best peer";

    /// <summary>Spans' own p99.9 over its p50.</summary>
    public const string OwnTail = "own p50 at p99.9";

    /// <summary>Spans on one thread in the same contest.</summary>
    public const string OneThread = "Spans, 1 thread";

    public string Text => Against switch
    {
        OwnTail => $"p99.9 ≤ {Factor:0.##} × p50",
        Family.Peak => $"≥ {Factor:0.00} P",
        _ => $"≥ {Factor:0.00} × {Against}",
    };
}
