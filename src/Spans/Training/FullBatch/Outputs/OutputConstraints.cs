using Spans.Data;
using Spans.Lanes;
using Spans.Layers;
using Spans.Networks;

namespace Spans.Training;

/// <summary>
/// Limits on what a network puts out on given rows, for a <see cref="FullBatchTrainer"/>: the interior-point method takes them as
/// they are, any other minimizer but Levenberg–Marquardt through an augmented Lagrangian. Limits on weights are
/// <see cref="ParameterBounds"/>.
/// </summary>
/// <remarks>
/// They hold where training ends, on those rows, not at every iterate and not on other rows: <see cref="Check"/> measures.
/// Outputs are the network's own, before the loss's link: logits of a classifier, standard deviations from the mean of a scaled
/// target.
/// </remarks>
public sealed class OutputConstraints
{
    private const int RowsAtOnce = 1024;

    private readonly Network _network;
    private readonly List<OutputLimit> _limits = [];

    /// <summary>No limits yet.</summary>
    /// <exception cref="ArgumentException">The network normalises over batches: its outputs do not depend on their own row
    /// alone.</exception>
    public OutputConstraints(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (network.Plan.Chain.MinimumBatch > 1)
            Throw.Argument(nameof(network),
                "The network has batch norm, with which an output hangs on other rows too: limits on outputs need one without.");
        _network = network;
    }

    internal IReadOnlyList<OutputLimit> Limits => _limits;

    internal Network Network => _network;

    /// <summary>Keeps an output between bounds on every row: l ≤ y ≤ u.</summary>
    /// <param name="rows">The rows, at least one; targets are not looked at.</param>
    /// <param name="output">The output's number.</param>
    /// <param name="lower">l; −∞ for none.</param>
    /// <param name="upper">u, not below <paramref name="lower"/>; +∞ for none.</param>
    /// <exception cref="ArgumentException">
    /// The rows do not fit, there is no such output, the bounds leave nothing between them (with those already given for the same
    /// rows), or the last activation reaches none of it.
    /// </exception>
    public OutputConstraints Between(DataView rows, int output, float lower, float upper)
    {
        CheckRows(rows);
        var outputs = _network.Output.Elements;
        if ((uint)output >= (uint)outputs)
            Throw.OutOfRange(nameof(output), output, $"between 0 and {outputs - 1}, an output of the network");
        if (!(lower <= upper)) Throw.OutOfRange(nameof(upper), upper, $"{lower} or more, the lower bound");
        if (!float.IsFinite(lower) && !float.IsFinite(upper))
            Throw.Argument(nameof(lower), "The bounds are both infinite: that limits nothing.");
        if (float.IsPositiveInfinity(lower) || float.IsNegativeInfinity(upper))
            Throw.Argument(nameof(lower), $"No output is between {lower} and {upper}.");
        foreach (var limit in _limits)
            if (limit is OutputRange other && other.Output == output && other.Rows == rows
                && (other.Lower > upper || other.Upper < lower))
                Throw.Argument(nameof(lower),
                    $"Output {output} is kept between {other.Lower} and {other.Upper} on these rows already, which leaves nothing between {lower} and {upper}.");
        var (least, most) = Reach();
        if (lower > most || upper < least)
            Throw.Argument(
                nameof(lower), $"The last activation gives values from {least} to {most}: none is between {lower} and {upper}.");
        _limits.Add(new OutputRange(rows, outputs, output, lower, upper));
        return this;
    }

    /// <summary>
    /// Keeps the false-positive rate of a classifier of two classes, the share of negative rows that it takes for positive, at or
    /// below a limit. Training uses a smooth surrogate that is never below the exact count, (1 + e^−3) / (1 + e^−(z/τ + 3)) +
    /// 0.02 ln(1 + e^(z/τ)) of the margin z by which a row counts as positive; where it is met, the exact rate is.
    /// <see cref="Check"/> measures the exact one. Source: rates bounded through a surrogate from above, Eban et al., "Scalable
    /// learning of non-decomposable objectives", 2017; the exact rate beside it, Cotter et al., "Optimization with
    /// non-differentiable constraints", 2019.
    /// </summary>
    /// <param name="rows">Classified rows, of which those that are not of class <paramref name="positive"/> count.</param>
    /// <param name="limit">The largest share, 0 or more and below 1; 0 allows none.</param>
    /// <param name="positive">The class, 0 or 1, that is called positive.</param>
    /// <param name="threshold">A row counts as positive from this margin on: y₊ − y₋, or y of a single output (½ where that is a
    /// probability).</param>
    /// <param name="temperature">τ, above 0: the smaller, the closer to the exact rate and the harder to minimise.</param>
    /// <exception cref="ArgumentException">A number is out of its range, the network has more than two outputs, or no row is
    /// negative.</exception>
    public OutputConstraints FalsePositiveRate(
        DataView rows, double limit, int positive = 1, float threshold = 0, float temperature = 0.2f)
    {
        CheckRows(rows);
        if (!(limit is >= 0 and < 1))
            Throw.OutOfRange(nameof(limit), limit, "0 or more and below 1, a share of the negative rows");
        if (positive is not (0 or 1)) Throw.OutOfRange(nameof(positive), positive, "0 or 1, a class");
        if (!float.IsFinite(threshold)) Throw.OutOfRange(nameof(threshold), threshold, "finite");
        if (!(temperature > 0 && float.IsFinite(temperature)))
            Throw.OutOfRange(nameof(temperature), temperature, "above zero and finite");
        if (_network.Output.Elements > 2)
            Throw.Argument(
                nameof(rows), $"The network tells {_network.Output.Elements} classes apart; a false-positive rate is of two.");
        if (!rows.Data.IsClassification)
            Throw.Argument(nameof(rows), "The rows have no classes, of which a false-positive rate could be.");
        var negatives = new List<int>();
        for (var i = 0; i < rows.Count; i++)
            if (rows.Data.Labels[rows.Rows[i]] != positive) negatives.Add(rows.Rows[i]);
        if (negatives.Count == 0) Throw.Argument(
            nameof(rows), $"All {rows.Count} rows are of class {positive}: there is none that could be a false positive.");
        var view = rows.Data.View(new RowSet([.. negatives]));
        _limits.Add(new FalsePositives(view, _network.Output.Elements, positive, limit, threshold, temperature));
        return this;
    }

    /// <summary>Measures every limit on the network as it is, exactly. Allocates.</summary>
    public IReadOnlyList<OutputCheck> Check()
    {
        var checks = new List<OutputCheck>();
        foreach (var limit in _limits)
        {
            var (width, outputs) = (_network.Input.Elements, _network.Output.Elements);
            var (inputs, predictions) = (new float[RowsAtOnce * width], new float[limit.Rows.Count * outputs]);
            for (var first = 0; first < limit.Rows.Count; first += RowsAtOnce)
            {
                var rows = Math.Min(RowsAtOnce, limit.Rows.Count - first);
                for (var i = 0; i < rows; i++)
                    limit.Rows.Data.Row(limit.Rows.Rows[first + i]).CopyTo(inputs.AsSpan(i * width, width));
                _network.Forward(inputs.AsSpan(0, rows * width), predictions.AsSpan(first * outputs, rows * outputs), rows);
            }
            checks.Add(limit.Check(predictions));
        }
        return checks;
    }

    private void CheckRows(DataView rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0) Throw.Argument(nameof(rows), "There are no rows to limit outputs on.");
        if (rows.Data.InputShape.Elements != _network.Input.Elements)
            Throw.Argument(nameof(rows),
                $"The rows have {rows.Data.InputShape.Elements} inputs but the network takes {_network.Input.Elements}.");
    }

    // The least and the largest value of the last activation, over all magnitudes.
    private (float Least, float Most) Reach()
    {
        var last = _network.Plan.Chain.Layers[^1].Layer;
        var activation = last is IDense dense ? dense.Activation : last is IActivationLayer alone ? alone.Activation : null;
        if (activation is null) return (float.NegativeInfinity, float.PositiveInfinity);
        var (least, most) = (float.PositiveInfinity, float.NegativeInfinity);
        for (var i = -1200; i <= 1200; i++)
        {
            var x = Math.Sign(i) * MathF.Pow(10, Math.Abs(i) / 32f - 3);
            var y = VectorLanes.Sum(activation.Value(VectorLanes.Broadcast(x))) / VectorLanes.Count;
            (least, most) = (Math.Min(least, y), Math.Max(most, y));
        }
        return (least, most);
    }
}
