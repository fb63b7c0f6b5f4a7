using Spans.Threading;

namespace Spans.Chains;

/// <summary>What every layer of one pass shares.</summary>
public readonly ref struct PassContext
{
    /// <summary>All parameters.</summary>
    public Span<float> Parameters { get; init; }

    /// <summary>All parameter gradients; empty in prediction.</summary>
    public Span<float> Gradients { get; init; }

    /// <summary>All layer state.</summary>
    public Span<float> State { get; init; }

    /// <summary>The workspace that the plan cuts.</summary>
    public Span<float> Workspace { get; init; }

    /// <summary>The threads that share kernels.</summary>
    public Team Team { get; init; }

    /// <summary>Rows of this pass.</summary>
    public int Batch { get; init; }

    /// <summary>The first row's number in the global batch, of which this pass may be a shard.</summary>
    public int FirstRow { get; init; }

    /// <summary>Rows of the global batch.</summary>
    public int GlobalBatch { get; init; }

    /// <summary>Whether layers behave as in training: batch statistics, dropout.</summary>
    public bool Training { get; init; }

    /// <summary>Whether gradients add to what is there.</summary>
    public bool Accumulate { get; init; }

    /// <summary>The seed of the noise.</summary>
    public ulong Seed { get; init; }

    /// <summary>The training step, so that each draws new noise.</summary>
    public long Step { get; init; }
}
