using Spans.Losses;

namespace Spans.Networks;

/// <summary>What the numbers that go into a network and come out of it mean. Saved with the model.</summary>
public sealed record ModelCard
{
    /// <summary>What turns the raw output into what a person reads: softmax, sigmoid or nothing.</summary>
    public Link Link { get; init; }

    /// <summary>The name of each class, by its number; empty for regression or where unknown.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>The name of each output; empty where unknown.</summary>
    public IReadOnlyList<string> TargetNames { get; init; } = [];

    /// <summary>What each output is multiplied by to be in the target's own units; empty for ones.</summary>
    public IReadOnlyList<float> TargetScale { get; init; } = [];

    /// <summary>What is then added to each output; empty for zeros.</summary>
    public IReadOnlyList<float> TargetOffset { get; init; } = [];
}
