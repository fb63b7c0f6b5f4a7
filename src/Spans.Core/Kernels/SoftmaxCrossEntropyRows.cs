using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// Softmax and cross-entropy in one pass over each row: Σⱼ τⱼ (log Σₖ exp xₖ − xⱼ) and its gradient scale · (softmax(x) Στ − τ),
/// where the row's target τ is made of label or values, smoothing, column weights and the row's own weight.
/// </summary>
internal static unsafe class SoftmaxCrossEntropyRows
{
    private const int Block = 64;

    /// <summary>Σ over all rows, not scaled.</summary>
    /// <param name="batch">Logits and targets.</param>
    /// <param name="smoothing">ε: τ = (1 − ε) t + ε / columns, times the column weights.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    // Row by row what depends on a row alone; then the logarithms of a block's sums, a register at a time.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static double Sum<V>(in Operands o, int start, int end) where V : struct, ILanes<V>
    {
        var sums = stackalloc float[Block];
        var weights = stackalloc double[Block];
        var total = 0.0;
        for (; start < end; start += Block)
        {
            var count = Math.Min(Block, end - start);
            var sum = 0.0;
            for (var i = 0; i < count; i++)
            {
                var row = start + i;
                sum += o.Labels == null || o.Spread != 0 ? Soft<V>(o, row, out sums[i], out weights[i])
                    : o.Columns <= V.Count ? HotRegister<V>(o, row, out sums[i], out weights[i])
                    : Hot<V>(o, row, out sums[i], out weights[i]);
            }
            for (var i = 0; i < count; i += V.Count) LaneMath.Log(V.Load(sums + i)).Store(sums + i);
            // A weight of 0 silences a row, whatever it holds.
            for (var i = 0; i < count; i++) sum += weights[i] == 0 ? 0 : weights[i] * sums[i];
            total += sum;
        }
        return total;
    }

    // A single label: τ is one number. The row stays in one register.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double HotRegister<V>(in Operands o, int row, out float sum, out double weight) where V : struct, ILanes<V>
    {
        var at = (nint)row * o.Columns;
        var label = o.Labels[row];
        var w = o.Weight(row, label);
        var isColumn = V.MaskOfFirst(o.Columns);
        var x = V.LoadPartial(o.X + at, o.Columns);
        var largest = V.Largest(V.Select(isColumn, x, V.Broadcast(float.NegativeInfinity)));
        var gap = (double)largest - o.X[at + label];
        var e = LaneMath.ExpNonPositive(x - V.Broadcast(largest)) & isColumn;
        sum = V.Sum(e);
        weight = w;
        if (o.Gradient != null)
        {
            var isLabel = V.MaskOfFirst(label + 1) ^ V.MaskOfFirst(label);
            (e * (w * o.Scale / sum) - (isLabel & V.Broadcast(w * o.Scale))).StorePartial(o.Gradient + at, o.Columns);
        }
        return w == 0 ? 0 : w * gap;
    }

    // The same for a row of several registers.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static double Hot<V>(in Operands o, int row, out float sum, out double weight) where V : struct, ILanes<V>
    {
        var at = (nint)row * o.Columns;
        var x = o.X + at;
        var label = o.Labels[row];
        var w = o.Weight(row, label);
        var largest = SoftmaxRow.Largest<V>(x, o.Columns);
        // In double, since the gap of two finite logits may pass the largest float.
        var gap = (double)largest - x[label];
        var e = o.Gradient == null ? null : o.Gradient + at;
        sum = SoftmaxRow.Exponentials<V>(x, e, o.Columns, largest);
        weight = w;
        if (e != null)
        {
            SoftmaxRow.Scale<V>(e, e, o.Columns, w * o.Scale / sum);
            e[label] -= w * o.Scale;
        }
        return w == 0 ? 0 : w * gap;
    }

    // Any targets: τ = (kept · t + spread) · column weight, times the row's own weight.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static double Soft<V>(in Operands o, int row, out float sum, out double weight) where V : struct, ILanes<V>
    {
        var at = (nint)row * o.Columns;
        var x = o.X + at;
        var sample = o.Samples == null ? 1 : o.Samples[row];
        var largest = SoftmaxRow.Largest<V>(x, o.Columns);
        var half = V.Broadcast(0.5f * largest);
        var (gaps, targets) = (0.0, 0.0);
        for (var i = 0; i < o.Columns; i += V.Count)
        {
            var count = Math.Min(V.Count, o.Columns - i);
            var t = o.Target<V>(row, i, count);
            // Halves, since the gap of two finite logits may pass the largest float. A class that cannot be adds nothing, however
            // far.
            var gap = t * (half - 0.5f * V.LoadPartial(x + i, count));
            gaps += V.SumDouble(V.Select(V.EqualTo(t, V.Zero), V.Zero, gap));
            targets += V.SumDouble(t);
        }
        var e = o.Gradient == null ? null : o.Gradient + at;
        sum = SoftmaxRow.Exponentials<V>(x, e, o.Columns, largest);
        weight = sample * targets;
        if (e == null) return 2 * sample * gaps;
        var factor = V.Broadcast((float)(weight * o.Scale / sum));
        for (var i = 0; i < o.Columns; i += V.Count)
        {
            var count = Math.Min(V.Count, o.Columns - i);
            (V.LoadPartial(e + i, count) * factor - o.Target<V>(row, i, count) * (sample * o.Scale)).StorePartial(e + i, count);
        }
        return 2 * sample * gaps;
    }

    private struct Operands
    {
        public float* X, Values, Samples, Weights, Gradient;
        public int* Labels;
        public int Columns;
        public float Scale, Kept, Spread;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly float Weight(int row, int label) =>
            (Samples == null ? 1 : Samples[row]) * (Weights == null ? 1 : Weights[label]);

        /// <summary>
        /// τ of <paramref name="count"/> columns from <paramref name="first"/> on, the row's own weight left out; then zeros.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly V Target<V>(int row, int first, int count) where V : struct, ILanes<V>
        {
            V t;
            if (Values != null)
            {
                t = V.LoadPartial(Values + (nint)row * Columns + first, count);
            }
            else
            {
                var label = Math.Clamp(Labels[row] - first, -1, V.Count);
                t = (V.MaskOfFirst(Math.Min(label + 1, V.Count)) ^ V.MaskOfFirst(Math.Max(label, 0))) & V.Broadcast(1);
            }
            t = V.MultiplyAdd(t, V.Broadcast(Kept), V.Broadcast(Spread)) & V.MaskOfFirst(count);
            return Weights == null ? t : t * V.LoadPartial(Weights + first, count);
        }
    }

    private readonly struct Range<V>(Operands operands) : ILossRange where V : struct, ILanes<V>
    {
        private readonly Operands _operands = operands;

        public double Evaluate(int start, int end) => Sum<V>(_operands, start, end);
    }
}
