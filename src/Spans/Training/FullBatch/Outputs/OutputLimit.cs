using Spans.Data;

namespace Spans.Training;

/// <summary>
/// A limit on a network's outputs over given rows as values that are to be at most zero, and its exact measure.
/// </summary>
internal abstract class OutputLimit(DataView rows)
{
    /// <summary>
    /// By how much values are aimed below zero, and half of it what a minimizer may leave: so a limit holds where its values are
    /// met to within the rounding of floats.
    /// </summary>
    internal const double Margin = 2e-4;

    /// <summary>The rows it looks at.</summary>
    internal DataView Rows { get; } = rows;

    /// <summary>The number of values.</summary>
    internal abstract int Count { get; }

    /// <summary>
    /// Takes a pass of rows in: writes their values, or returns what they add to a sum that <see cref="End"/> is given.
    /// </summary>
    internal abstract double Read(scoped in Batch batch, ReadOnlySpan<float> prediction, Span<float> values);

    /// <summary>Writes the values that hang on all rows.</summary>
    internal virtual void End(double sum, Span<float> values) { }

    /// <summary>Whether any value with a weight hangs on a pass of rows.</summary>
    internal abstract bool Touches(scoped in Batch batch, ReadOnlySpan<double> weights);

    /// <summary>gradient += ∂(Σ weights · values)/∂prediction.</summary>
    internal abstract void Seed(
        scoped in Batch batch, ReadOnlySpan<float> prediction, ReadOnlySpan<double> weights, Span<float> gradient);

    /// <summary>What a network comes to, without any surrogate, in evaluation.</summary>
    /// <param name="predictions">[rows, outputs].</param>
    internal abstract OutputCheck Check(ReadOnlySpan<float> predictions);
}
