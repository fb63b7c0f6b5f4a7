namespace Spans.Networks;

/// <summary>How a network is frozen.</summary>
public sealed record FreezeOptions
{
    /// <summary>The most rows of one call; scratch is planned for it. Default 256.</summary>
    public int MaxBatch { get; init; } = 256;

    /// <summary>Whether to give the network's raw output, without the loss's link and the target's scale.</summary>
    public bool Logits { get; init; }
}
