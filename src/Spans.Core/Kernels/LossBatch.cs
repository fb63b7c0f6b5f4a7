using System.Diagnostics;
using Spans.Threading;

namespace Spans.Kernels;

/// <summary>What the loss kernels read and write; lengths were checked by whoever made it.</summary>
internal readonly ref struct LossBatch
{
    /// <summary>[batch, units].</summary>
    public required ReadOnlySpan<float> Prediction { get; init; }

    /// <summary>Columns.</summary>
    public required int Units { get; init; }

    /// <summary>[batch, units], or empty.</summary>
    public required ReadOnlySpan<float> Values { get; init; }

    /// <summary>[batch] column indices that stand for one-hot rows; with one unit, values 0 and 1. Or empty.</summary>
    public required ReadOnlySpan<int> Labels { get; init; }

    /// <summary>[batch], or empty for ones.</summary>
    public required ReadOnlySpan<float> SampleWeights { get; init; }

    /// <summary>[units], or empty for ones.</summary>
    public required ReadOnlySpan<float> ColumnWeights { get; init; }

    /// <summary>What gradients are multiplied by.</summary>
    public required float Scale { get; init; }

    /// <summary>[batch, units], the prediction's memory or none of the inputs'; empty for the value alone.</summary>
    public required Span<float> Gradient { get; init; }

    /// <summary>The threads that share the work.</summary>
    public required Team Team { get; init; }

    /// <summary>Rows.</summary>
    public int Rows => Prediction.Length / Units;

    [Conditional("DEBUG")]
    public void AssertLengths()
    {
        Debug.Assert(Prediction.Length == Rows * Units);
        Debug.Assert(Values.IsEmpty ? Labels.Length == Rows : Labels.IsEmpty);
        Debug.Assert(SampleWeights.IsEmpty || SampleWeights.Length == Rows);
        Debug.Assert(ColumnWeights.IsEmpty || ColumnWeights.Length == Units);
        Debug.Assert(Gradient.IsEmpty || Gradient.Length == Prediction.Length);
    }
}
