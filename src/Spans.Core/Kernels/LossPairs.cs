using System.Diagnostics;
using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// The driver of losses that read two outputs for each target: rows of [x₀ … xₙ₋₁, s₀ … sₙ₋₁] against rows of n targets. Pairs
/// are gathered block by block, so that few targets fill the lanes too.
/// </summary>
internal static unsafe class LossPairs
{
    /// <summary>Σ over all pairs, not scaled; gradients are.</summary>
    /// <param name="formula">The loss of one pair.</param>
    /// <param name="batch">Values are [rows, units / 2]; labels and column weights are not read.</param>
    public static double Evaluate<F>(F formula, in LossBatch batch) where F : struct, ILossPairFormula
    {
        Debug.Assert(batch.Values.Length == batch.Rows * (batch.Units / 2) && batch.Units % 2 == 0);
        fixed (float* x = batch.Prediction, values = batch.Values, samples = batch.SampleWeights, gradient = batch.Gradient)
        {
            var operands = new Operands(x, values, samples, gradient, batch.Units / 2, batch.Scale);
            return Width.Wide
                ? LossSweep.Sum(new Pairs<F, Lanes512>(formula, operands), batch.Values.Length, 1, batch.Team)
                : LossSweep.Sum(new Pairs<F, VectorLanes>(formula, operands), batch.Values.Length, 1, batch.Team);
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static double Sweep<F, V>(F formula, in Operands o, int start, int end)
        where F : struct, ILossPairFormula where V : struct, ILanes<V>
    {
        var x = stackalloc float[LossBlocks.Length];
        var s = stackalloc float[LossBlocks.Length];
        var t = stackalloc float[LossBlocks.Length];
        var weights = stackalloc float[LossBlocks.Length];
        var sum = 0.0;
        for (; start < end; start += LossBlocks.Length)
        {
            var count = Math.Min(LossBlocks.Length, end - start);
            Gather(o.X, o.Targets, start, count, x, s);
            new ReadOnlySpan<float>(o.Values + start, count).CopyTo(new Span<float>(t, count));
            if (o.Samples != null) LossBlocks.Rows(o.Samples, o.Targets, start, count, weights);
            else new Span<float>(weights, count).Fill(1);
            // The lanes behind the end are pairs of weight 0.
            var whole = (count + V.Count - 1) / V.Count * V.Count;
            for (var i = count; i < whole; i++) x[i] = s[i] = t[i] = weights[i] = 0;
            for (var i = 0; i < whole; i += V.Count)
            {
                formula.Evaluate(V.Load(x + i), V.Load(s + i), V.Load(t + i), out var value, out var slope, out var slopeOfS);
                var weight = V.Load(weights + i);
                sum += V.SumDouble(value * weight);
                weight *= o.Scale;
                (slope * weight).Store(x + i);
                (slopeOfS * weight).Store(s + i);
            }
            if (o.Gradient != null) Scatter(x, s, o.Targets, start, count, o.Gradient);
        }
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Gather(float* rows, int targets, int start, int count, float* x, float* s)
    {
        var (row, column) = Math.DivRem(start, targets);
        for (var i = 0; i < count; row++, column = 0)
        {
            var from = rows + (nuint)row * (nuint)(2 * targets) + column;
            for (; column < targets && i < count; column++, i++, from++)
            {
                x[i] = *from;
                s[i] = from[targets];
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Scatter(float* x, float* s, int targets, int start, int count, float* rows)
    {
        var (row, column) = Math.DivRem(start, targets);
        for (var i = 0; i < count; row++, column = 0)
        {
            var to = rows + (nuint)row * (nuint)(2 * targets) + column;
            for (; column < targets && i < count; column++, i++, to++)
            {
                *to = x[i];
                to[targets] = s[i];
            }
        }
    }

    private readonly struct Operands(float* x, float* values, float* samples, float* gradient, int targets, float scale)
    {
        public readonly float* X = x, Values = values, Samples = samples, Gradient = gradient;
        public readonly int Targets = targets;
        public readonly float Scale = scale;
    }

    private readonly struct Pairs<F, V>(F formula, Operands operands) : ILossRange
        where F : struct, ILossPairFormula where V : struct, ILanes<V>
    {
        private readonly F _formula = formula;
        private readonly Operands _operands = operands;

        public double Evaluate(int start, int end) => Sweep<F, V>(_formula, _operands, start, end);
    }
}
