using System.Globalization;
using Spans.Data;

namespace Spans.Training;

/// <summary>
/// l ≤ y ≤ u for one output on every row: (l − y) / s and (y − u) / s at most zero, where s is 1 or the bound's size.
/// </summary>
internal sealed class OutputRange(DataView rows, int outputs, int output, float lower, float upper) : OutputLimit(rows)
{
    private readonly int _sides = (float.IsFinite(lower) ? 1 : 0) + (float.IsFinite(upper) ? 1 : 0);

    internal int Output => output;

    internal float Lower => lower;

    internal float Upper => upper;

    /// <inheritdoc/>
    internal override int Count => _sides * Rows.Count;

    /// <inheritdoc/>
    internal override double Read(scoped in Batch batch, ReadOnlySpan<float> prediction, Span<float> values)
    {
        var place = batch.FirstIndex * _sides;
        for (var row = 0; row < batch.Count; row++)
        {
            var y = (double)prediction[row * outputs + output];
            if (float.IsFinite(lower)) values[place++] = (float)((lower - y) / Size(lower) + Margin);
            if (float.IsFinite(upper)) values[place++] = (float)((y - upper) / Size(upper) + Margin);
        }
        return 0;
    }

    /// <inheritdoc/>
    internal override bool Touches(scoped in Batch batch, ReadOnlySpan<double> weights) =>
        weights.Slice(batch.FirstIndex * _sides, batch.Count * _sides).IndexOfAnyExcept(0) >= 0;

    /// <inheritdoc/>
    internal override void Seed(
        scoped in Batch batch, ReadOnlySpan<float> prediction, ReadOnlySpan<double> weights, Span<float> gradient)
    {
        var place = batch.FirstIndex * _sides;
        for (var row = 0; row < batch.Count; row++)
        {
            var slope = 0.0;
            if (float.IsFinite(lower)) slope -= weights[place++] / Size(lower);
            if (float.IsFinite(upper)) slope += weights[place++] / Size(upper);
            gradient[row * outputs + output] += (float)slope;
        }
    }

    /// <summary>How value <paramref name="side"/> of a row moves with its output.</summary>
    internal double Slope(int side) => side == 0 && float.IsFinite(lower) ? -1 / Size(lower) : 1 / Size(upper);

    /// <inheritdoc/>
    internal override OutputCheck Check(ReadOnlySpan<float> predictions)
    {
        var worst = 0.0;
        for (var i = output; i < predictions.Length; i += outputs)
            worst = Math.Max(worst, double.IsNaN(predictions[i]) ? double.NaN
                : Math.Max((double)lower - predictions[i], (double)predictions[i] - upper));
        return new OutputCheck(
            string.Create(CultureInfo.InvariantCulture, $"output {output} between {lower} and {upper}"), 0, worst, Rows.Count);
    }

    private static double Size(float bound) => Math.Max(1, Math.Abs((double)bound));
}
