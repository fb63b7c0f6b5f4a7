using Spans.Chains;
using Spans.Data;
using Spans.Kernels;
using Spans.Layers;
using Spans.Memory;
using Spans.Threading;

namespace Spans.Training;

public sealed partial class Trainer
{
    /// <summary>The threads that share kernels.</summary>
    internal Team Team => _team;

    /// <summary>
    /// Whether each row's gradient is found without running the row alone: parameters in dense layers of the outer chain only.
    /// </summary>
    internal bool HasDenseParametersOnly
    {
        get
        {
            foreach (var layer in _plan.Chain.Layers)
                if (layer.Layer is not IDense && (layer.Parameters.Length > 0 || layer.Bodies.Length > 0)) return false;
            return true;
        }
    }

    /// <summary>s (y − t) √weight of every row and output, in the loader's order.</summary>
    internal void Residuals(BatchLoader loader, float scale, Span<float> residuals)
    {
        var none = new NoObserver();
        var outputs = Network.Output.Elements;
        loader.BeginEpoch(0);
        while (loader.Next(out var batch))
        {
            var prediction = Chain.Forward(_plan.Chain, SweepContext(batch, loader.Count, _team), batch.Inputs, ref none);
            for (var i = 0; i < prediction.Length; i++)
            {
                var (row, unit) = (i / outputs, i % outputs);
                var target = batch.Labels.IsEmpty ? batch.Values[i] : TargetOf(batch.Labels[row], unit, outputs);
                var weight = batch.SampleWeights.IsEmpty ? 1 : MathF.Sqrt(batch.SampleWeights[row]);
                residuals[batch.FirstIndex * outputs + i] = scale * weight * (prediction[i] - target);
            }
        }
    }

    /// <summary>
    /// matrix = Σ over rows and outputs of g gᵀ, the upper triangle, where g = s √weight ∂y/∂θ in the packed order: JᵀJ.
    /// </summary>
    /// <param name="loader">The rows.</param>
    /// <param name="packed">The order of the parameters.</param>
    /// <param name="scale">s.</param>
    /// <param name="slab">Holds the rows of J.</param>
    /// <param name="jacobian">[batch, parameters] of the slab: the rows of J of one pass and one output; overwritten.</param>
    /// <param name="matrix">[parameters, parameters].</param>
    internal void SampleGradients(
        BatchLoader loader, PackedParameters packed, float scale, Slab slab, Slice jacobian, Span<float> matrix)
    {
        var first = true;
        loader.BeginEpoch(0);
        while (loader.Next(out var batch))
        {
            for (var output = 0; output < Network.Output.Elements; output++)
            {
                Jacobian(batch, loader.Count, packed, output, scale, slab, jacobian);
                SymmetricMatrix.Gram(slab.Span.Slice(jacobian.Offset, batch.Count * packed.Count), matrix, batch.Count,
                    packed.Count, accumulate: !first, _team);
                first = false;
            }
        }
    }

    /// <summary>Row r of <paramref name="rows"/> = s √weight ∂y[r, output]/∂θ.</summary>
    internal void Jacobian(
        scoped in Batch batch, int total, PackedParameters packed, int output, float scale, Slab slab, Slice rows)
    {
        if (!HasDenseParametersOnly)
        {
            RowByRow(batch, total, packed, output, scale, rows.Of(slab.Span));
            return;
        }
        var none = new NoObserver();
        var context = SweepContext(batch, total, _team);
        // The forward pass of a batch serves all its outputs.
        if (output == 0) Chain.Forward(_plan.Chain, context, batch.Inputs, ref none);
        var seed = Seed(batch, output, scale, 0, batch.Count);
        var keeper = new DenseRows(packed, slab, rows);
        Chain.Backward(_plan.Chain, context, batch.Inputs, seed, wantsInputGradient: false, ref keeper);
    }

    // Any layer's backward pass sums over its rows: alone, a row's sum is its own.
    private void RowByRow(scoped in Batch batch, int total, PackedParameters packed, int output, float scale, Span<float> rows)
    {
        var none = new NoObserver();
        var width = Network.Input.Elements;
        for (var row = 0; row < batch.Count; row++)
        {
            var one = new Batch { Inputs = batch.Inputs.Slice(row * width, width), Count = 1 };
            var context = SweepContext(one, total, _team);
            Chain.Forward(_plan.Chain, context, one.Inputs, ref none);
            Chain.Backward(
                _plan.Chain, context, one.Inputs, Seed(batch, output, scale, row, 1), wantsInputGradient: false, ref none);
            packed.Pack(_gradients.Span, rows.Slice(row * packed.Count, packed.Count));
        }
    }

    // d(s √weight y[·, output])/dy.
    private Span<float> Seed(scoped in Batch batch, int output, float scale, int first, int count)
    {
        var outputs = Network.Output.Elements;
        var seed = _workspace.Span.Slice(_plan.LossGradient.Offset, count * outputs);
        seed.Clear();
        for (var row = 0; row < count; row++)
            seed[row * outputs + output] = batch.SampleWeights.IsEmpty ? scale
            : scale * MathF.Sqrt(batch.SampleWeights[first + row]);
        return seed;
    }

    private static float TargetOf(int label, int unit, int outputs) => outputs == 1 ? label : label == unit ? 1 : 0;

    /// <summary>Makes the rows of J from what dense layers leave: row by row, dW is x times dz and db is dz.</summary>
    private readonly struct DenseRows(PackedParameters packed, Slab slab, Slice rows) : IPassObserver
    {
        public void AfterForward(in ForwardPass pass) { }

        public void AfterBackward(in BackwardPass pass)
        {
            if (pass.Plan.Layer is not IDense dense) return;
            var (inputs, units, stride) = (pass.Plan.Input.Elements, dense.Units, packed.Count);
            var jacobian = slab.Span.Slice(rows.Offset, pass.Batch * stride);
            // A dense layer turns its output's gradient into dz where it lies.
            var dz = pass.OutputGradient;
            RowProducts.Outer(
                pass.Input, dz, jacobian, pass.Batch, inputs, units, packed.PlaceOf(pass.Plan.Parameters[0]), stride);
            if (!dense.UseBias) return;
            var place = packed.PlaceOf(pass.Plan.Parameters[1]);
            for (var row = 0; row < pass.Batch; row++)
                dz.Slice(row * units, units).CopyTo(jacobian.Slice(row * stride + place, units));
        }
    }
}
