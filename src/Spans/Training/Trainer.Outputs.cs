using Spans.Chains;
using Spans.Data;
using Spans.Memory;

namespace Spans.Training;

public sealed partial class Trainer
{
    /// <summary>A limit's values over all its rows.</summary>
    internal void Measure(BatchLoader loader, OutputLimit limit, Span<float> values)
    {
        var none = new NoObserver();
        var sum = 0.0;
        loader.BeginEpoch(0);
        while (loader.Next(out var batch))
        {
            var prediction = Chain.Forward(_plan.Chain, SweepContext(batch, loader.Count, _team), batch.Inputs, ref none);
            sum += limit.Read(batch, prediction, values);
        }
        limit.End(sum, values);
    }

    /// <summary>
    /// Leaves the gradient of Σ weights · values in <see cref="Gradients"/>; false where it is zero because all weights are.
    /// </summary>
    internal bool Pull(BatchLoader loader, OutputLimit limit, ReadOnlySpan<double> weights)
    {
        var none = new NoObserver();
        var pulled = false;
        loader.BeginEpoch(0);
        while (loader.Next(out var batch))
        {
            if (!limit.Touches(batch, weights)) continue;
            var context = SweepContext(batch, loader.Count, _team, accumulate: pulled);
            var prediction = Chain.Forward(_plan.Chain, context, batch.Inputs, ref none);
            var gradient = _workspace.Span.Slice(_plan.LossGradient.Offset, prediction.Length);
            gradient.Clear();
            limit.Seed(batch, prediction, weights, gradient);
            Chain.Backward(_plan.Chain, context, batch.Inputs, gradient, wantsInputGradient: false, ref none);
            pulled = true;
        }
        return pulled;
    }

    /// <summary>Row r of <paramref name="rows"/> = ∂y[r, output]/∂θ for the rows of one pass.</summary>
    internal void OutputGradients(scoped in Batch batch, PackedParameters packed, int output, Slab slab, Slice rows)
    {
        var none = new NoObserver();
        var plain = batch with { SampleWeights = default };
        if (HasDenseParametersOnly && output > 0)
            Chain.Forward(_plan.Chain, SweepContext(plain, plain.Count, _team), plain.Inputs, ref none);
        Jacobian(plain, plain.Count, packed, output, 1, slab, rows);
    }
}
