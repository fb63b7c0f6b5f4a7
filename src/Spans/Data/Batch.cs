namespace Spans.Data;

/// <summary>Consecutive rows of an epoch. The spans hold until the loader's next batch.</summary>
public readonly ref struct Batch
{
    /// <summary>[count, inputs].</summary>
    public ReadOnlySpan<float> Inputs { get; init; }

    /// <summary>[count] class indices; empty for regression.</summary>
    public ReadOnlySpan<int> Labels { get; init; }

    /// <summary>[count, units] target values; empty for classification.</summary>
    public ReadOnlySpan<float> Values { get; init; }

    /// <summary>[count] weight of each row; empty for ones.</summary>
    public ReadOnlySpan<float> SampleWeights { get; init; }

    /// <summary>The number of rows.</summary>
    public int Count { get; init; }

    /// <summary>The first row's place in the epoch.</summary>
    public int FirstIndex { get; init; }
}
