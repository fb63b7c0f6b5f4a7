using Spans.Threading;

namespace Spans.Losses;

/// <summary>One batch as a loss sees it.</summary>
public readonly ref struct LossPass
{
    /// <summary>[batch, units].</summary>
    public required ReadOnlySpan<float> Prediction { get; init; }

    /// <summary>Rows.</summary>
    public required int Batch { get; init; }

    /// <summary>Outputs of the network for one row.</summary>
    public required int Units { get; init; }

    /// <summary>[batch, units] target values; empty where <see cref="Labels"/> are given.</summary>
    public ReadOnlySpan<float> Values { get; init; }

    /// <summary>[batch] class indices; empty where <see cref="Values"/> are given.</summary>
    public ReadOnlySpan<int> Labels { get; init; }

    /// <summary>[batch] weight of each sample; empty for ones.</summary>
    public ReadOnlySpan<float> SampleWeights { get; init; }

    /// <summary>What each row's loss is multiplied by: 1 / rows of the global batch for a mean.</summary>
    public required float Scale { get; init; }

    /// <summary>[batch, units], to be written; empty for the value alone. May be the prediction's memory.</summary>
    public Span<float> Gradient { get; init; }

    /// <summary>The threads that share kernels.</summary>
    public required Team Team { get; init; }
}
