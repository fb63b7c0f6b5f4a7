using System.Numerics.Tensors;

namespace Spans.Data;

/// <summary>Refuses values no network can learn from, naming row and column.</summary>
internal static class DatasetCheck
{
    internal static void Finite(ReadOnlySpan<float> values, int columns, string what)
    {
        if (TensorPrimitives.IsFiniteAll(values)) return;
        for (var i = 0; i < values.Length; i++)
        {
            if (float.IsFinite(values[i])) continue;
            throw new DataException(FormattableString.Invariant(
                $"The {what} of row {i / columns}, column {i % columns} is {values[i]} but must be a finite number."));
        }
    }

    internal static void Weights(ReadOnlySpan<float> weights)
    {
        for (var i = 0; i < weights.Length; i++)
            if (!(weights[i] >= 0 && float.IsFinite(weights[i])))
                throw new DataException(FormattableString.Invariant(
                    $"The weight of row {i} is {weights[i]} but must be finite and not negative."));
    }

    internal static int LargestLabel(ReadOnlySpan<int> labels)
    {
        var largest = -1;
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] is < 0 or int.MaxValue)
                throw new DataException(FormattableString.Invariant(
                    $"The label of row {i} is {labels[i]} but must be a class counted from 0."));
            largest = Math.Max(largest, labels[i]);
        }
        return largest;
    }
}
