using System.Globalization;
using Spans.Data;

namespace Spans.Training;

/// <summary>
/// At most a share of the rows, all of them negative, may be taken for positive. With the margin z = y₊ − y₋ − threshold (y −
/// threshold of a single output) the rate is Σ [z ≥ 0] / N, which has no gradient; s(z) = (1 + e^−δ) / (1 + e^−(z/τ + δ)) + ε
/// ln(1 + e^(z/τ)) has one and is never below [z ≥ 0], so that a bound on Σ s is one on the rate. K = ⌊share · N⌋ rows may be
/// wrong: Σ s &lt; K + 1 is what is asked.
/// </summary>
internal sealed class FalsePositives(
    DataView negatives, int outputs, int positive, double share, double threshold, double temperature)
    : OutputLimit(negatives)
{
    // δ: a false positive without doubt counts 1.05 times. With δ = 0 it would count twice, and half of the share be lost.
    private const double Shift = 3;

    // ε: without it a row far on the wrong side would feel nothing of the limit.
    private const double Leak = 0.02;
    private static readonly double s_top = 1 + Math.Exp(-Shift);

    // K + 1. The share of a decimal number may miss the whole number that was meant by rounding.
    private readonly double _allowed = Math.Floor(share * negatives.Count * (1 + 1e-12)) + 1;

    // A twentieth of the rows is the unit where fewer are allowed: values in the hundreds would make any penalty a cliff. Not so
    // large that the margin would not be small beside what is allowed.
    private double Unit => Math.Min(Math.Max(_allowed, Rows.Count / 20.0), 1e3 * _allowed);

    /// <inheritdoc/>
    internal override int Count => 1;

    /// <inheritdoc/>
    internal override double Read(scoped in Batch batch, ReadOnlySpan<float> prediction, Span<float> values)
    {
        var sum = 0.0;
        for (var row = 0; row < batch.Count; row++) sum += Surrogate(Score(prediction, row) / temperature);
        return sum;

        static double Surrogate(double u) =>
            s_top / (1 + Math.Exp(-u - Shift)) + Leak * (Math.Max(u, 0) + Math.Log(1 + Math.Exp(-Math.Abs(u))));
    }

    /// <inheritdoc/>
    internal override void End(double sum, Span<float> values) => values[0] = (float)((sum - _allowed) / Unit + Margin);

    /// <inheritdoc/>
    internal override bool Touches(scoped in Batch batch, ReadOnlySpan<double> weights) => weights[0] != 0;

    /// <inheritdoc/>
    internal override void Seed(
        scoped in Batch batch, ReadOnlySpan<float> prediction, ReadOnlySpan<double> weights, Span<float> gradient)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            var u = Score(prediction, row) / temperature;
            var p = 1 / (1 + Math.Exp(-u - Shift));
            var slope = (float)(weights[0] * (s_top * p * (1 - p) + Leak / (1 + Math.Exp(-u))) / (temperature * Unit));
            if (outputs == 1)
            {
                gradient[row] += positive == 1 ? slope : -slope;
                continue;
            }
            gradient[2 * row + positive] += slope;
            gradient[2 * row + 1 - positive] -= slope;
        }
    }

    /// <inheritdoc/>
    internal override OutputCheck Check(ReadOnlySpan<float> predictions)
    {
        var wrong = 0;
        // Not below, so that an output that is no number counts as wrong too.
        for (var row = 0; row < Rows.Count; row++) if (!(Score(predictions, row) < 0)) wrong++;
        return new OutputCheck(string.Create(CultureInfo.InvariantCulture, $"false positives of class {positive}"), share,
            (double)wrong / Rows.Count, Rows.Count);
    }

    private double Score(ReadOnlySpan<float> prediction, int row) => outputs == 1
        ? (positive == 1 ? prediction[row] - threshold : threshold - prediction[row])
        : (double)prediction[2 * row + positive] - prediction[2 * row + 1 - positive] - threshold;
}
