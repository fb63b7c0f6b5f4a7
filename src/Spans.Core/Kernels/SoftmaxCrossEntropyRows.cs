using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// Softmax and cross-entropy in one pass over each row: Σⱼ τⱼ (log Σₖ exp xₖ − xⱼ) and its gradient scale · (softmax(x) Στ − τ), where the
/// row's target τ is made of label or values, smoothing, column weights and the row's own weight.
/// </summary>
internal static unsafe class SoftmaxCrossEntropyRows
{
    /// <summary>Σ over all rows, not scaled.</summary>
    /// <param name="batch">Logits and targets.</param>
    /// <param name="smoothing">ε: τ = (1 − ε) t + ε / columns, times the column weights.</param>
    public static double Evaluate(in LossBatch batch, float smoothing)
    {
        batch.AssertLengths();
        fixed (float* x = batch.Prediction, values = batch.Values, samples = batch.SampleWeights, columns = batch.ColumnWeights)
        fixed (float* gradient = batch.Gradient)
        fixed (int* labels = batch.Labels)
        {
            var o = new Operands
            {
                X = x,
                Values = values,
                Labels = labels,
                Samples = samples,
                Weights = columns,
                Gradient = gradient,
                Columns = batch.Units,
                Scale = batch.Scale,
                Kept = 1 - smoothing,
                Spread = smoothing / batch.Units,
            };
            return Width.Wide
                ? LossSweep.Sum(new Range<Lanes512>(o), batch.Rows, batch.Units, batch.Team)
                : LossSweep.Sum(new Range<VectorLanes>(o), batch.Rows, batch.Units, batch.Team);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum<V>(in Operands o, int start, int end) where V : struct, ILanes<V>
    {
        var sum = 0.0;
        for (var row = start; row < end; row++)
        {
            var e = o.Gradient == null ? null : o.Gradient + (nint)row * o.Columns;
            sum += o.Labels != null && o.Spread == 0 ? Hot<V>(o, row, e) : Soft<V>(o, row, e);
        }
        return sum;
    }

    // A single label: τ is one number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Hot<V>(in Operands o, int row, float* e) where V : struct, ILanes<V>
    {
        var x = o.X + (nint)row * o.Columns;
        var label = o.Labels[row];
        var weight = (o.Samples == null ? 1 : o.Samples[row]) * (o.Weights == null ? 1 : o.Weights[label]);
        var largest = SoftmaxRow.Largest<V>(x, o.Columns);
        // In double, since the gap of two finite logits may pass the largest float.
        var gap = (double)largest - x[label];
        var sum = SoftmaxRow.Exponentials<V>(x, e, o.Columns, largest);
        if (o.Gradient != null)
        {
            SoftmaxRow.Scale<V>(e, e, o.Columns, weight * o.Scale / sum);
            e[label] -= weight * o.Scale;
        }
        return weight == 0 ? 0 : weight * (gap + Math.Log(sum));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Soft<V>(in Operands o, int row, float* e) where V : struct, ILanes<V>
    {
        var x = o.X + (nint)row * o.Columns;
        var sample = o.Samples == null ? 1 : o.Samples[row];
        var largest = SoftmaxRow.Largest<V>(x, o.Columns);
        var (gaps, targets) = (0.0, 0.0);
        for (var i = 0; i < o.Columns; i++)
        {
            var t = sample * o.Target(row, i);
            // A class that cannot be adds nothing, however far its logit.
            if (t != 0) gaps += t * ((double)largest - x[i]);
            targets += t;
        }
        var sum = SoftmaxRow.Exponentials<V>(x, e, o.Columns, largest);
        if (o.Gradient != null)
        {
            SoftmaxRow.Scale<V>(e, e, o.Columns, (float)(targets * o.Scale / sum));
            for (var i = 0; i < o.Columns; i++) e[i] -= sample * o.Target(row, i) * o.Scale;
        }
        return gaps + (targets == 0 ? 0 : targets * Math.Log(sum));
    }

    private struct Operands
    {
        public float* X, Values, Samples, Weights, Gradient;
        public int* Labels;
        public int Columns;
        public float Scale, Kept, Spread;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly float Target(int row, int column)
        {
            var t = Labels != null ? Labels[row] == column ? 1 : 0 : Values[(nint)row * Columns + column];
            return (Kept * t + Spread) * (Weights == null ? 1 : Weights[column]);
        }
    }

    private readonly struct Range<V>(Operands operands) : ILossRange where V : struct, ILanes<V>
    {
        private readonly Operands _operands = operands;

        public double Evaluate(int start, int end) => Sum<V>(_operands, start, end);
    }
}
