using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// The one driver of all elementwise losses: Σ weight · l(x, t), and gradient = scale · weight · dl/dx. The batch is swept as one
/// flat range in blocks; labels and weights are first spread over a block's elements, so the inner loop knows neither rows nor
/// labels.
/// </summary>
internal static unsafe class LossElements
{
    /// <summary>Σ over all elements, not scaled.</summary>
    public static double Evaluate<F>(F formula, in LossBatch batch) where F : struct, ILossFormula
    {
        batch.AssertLengths();
        fixed (float* x = batch.Prediction, values = batch.Values, samples = batch.SampleWeights, columns = batch.ColumnWeights)
        fixed (float* gradient = batch.Gradient)
        fixed (int* labels = batch.Labels)
        {
            var operands = new Operands(x, values, labels, samples, columns, gradient, batch.Units, batch.Scale);
            return Width.Wide
                ? LossSweep.Sum(new Elements<F, Lanes512>(formula, operands), batch.Prediction.Length, 1, batch.Team)
                : LossSweep.Sum(new Elements<F, VectorLanes>(formula, operands), batch.Prediction.Length, 1, batch.Team);
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static double Sweep<F, V>(F formula, in Operands o, int start, int end)
        where F : struct, ILossFormula where V : struct, ILanes<V>
    {
        var targets = stackalloc float[LossBlocks.Length];
        var samples = stackalloc float[LossBlocks.Length];
        var columns = stackalloc float[LossBlocks.Length];
        var sum = 0.0;
        for (; start < end; start += LossBlocks.Length)
        {
            var count = Math.Min(LossBlocks.Length, end - start);
            if (o.Labels != null) LossBlocks.Labels(o.Labels, o.Units, start, count, targets);
            if (o.Samples != null) LossBlocks.Rows(o.Samples, o.Units, start, count, samples);
            if (o.Columns != null) LossBlocks.Columns(o.Columns, o.Units, start, count, columns);
            sum += SumBlock<F, V>(formula, o.X + start, o.Labels != null ? targets : o.Values + start,
                o.Samples != null ? samples : null, o.Columns != null ? columns : null,
                o.Gradient != null ? o.Gradient + start : null, count, o.Scale);
        }
        return sum;
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static double SumBlock<F, V>(
        F formula, float* x, float* t, float* samples, float* columns, float* gradient, int count, float scale)
        where F : struct, ILossFormula where V : struct, ILanes<V>
    {
        var sum = 0.0;
        var i = 0;
        V value, slope;
        for (; i <= count - V.Count; i += V.Count)
        {
            var column = columns != null ? V.Load(columns + i) : V.Broadcast(1);
            formula.Evaluate(V.Load(x + i), V.Load(t + i), column, out value, out slope);
            slope *= scale;
            if (samples != null)
            {
                var sample = V.Load(samples + i);
                value *= sample;
                slope *= sample;
            }
            sum += V.SumDouble(value);
            if (gradient != null) slope.Store(gradient + i);
        }
        var rest = count - i;
        if (rest == 0) return sum;
        {
            var column = columns != null ? V.LoadPartial(columns + i, rest) : V.Broadcast(1);
            formula.Evaluate(V.LoadPartial(x + i, rest), V.LoadPartial(t + i, rest), column, out value, out slope);
            slope *= scale;
            if (samples != null)
            {
                var sample = V.LoadPartial(samples + i, rest);
                value *= sample;
                slope *= sample;
            }
            if (gradient != null) slope.StorePartial(gradient + i, rest);
            // The lanes behind the end hold l(0, 0), which need not be 0.
            return sum + V.SumDouble(V.Select(V.MaskOfFirst(rest), value, V.Zero));
        }
    }

    private readonly struct Operands(
        float* x, float* values, int* labels, float* samples, float* columns, float* gradient, int units, float scale)
    {
        public readonly float* X = x, Values = values, Samples = samples, Columns = columns, Gradient = gradient;
        public readonly int* Labels = labels;
        public readonly int Units = units;
        public readonly float Scale = scale;
    }

    private readonly struct Elements<F, V>(F formula, Operands operands) : ILossRange
        where F : struct, ILossFormula where V : struct, ILanes<V>
    {
        private readonly F _formula = formula;
        private readonly Operands _operands = operands;

        public double Evaluate(int start, int end) => Sweep<F, V>(_formula, _operands, start, end);
    }
}
