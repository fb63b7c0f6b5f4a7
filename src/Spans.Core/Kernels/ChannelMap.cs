using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>A function of an element, of another at the same place and of up to four numbers of its channel.</summary>
internal interface IChannelFormula
{
    /// <summary>Whether x is read.</summary>
    bool ReadsInput { get; }

    /// <summary>Whether dy is read.</summary>
    bool ReadsGradient { get; }

    /// <summary>How many of the numbers a, b, c, d are read.</summary>
    int Numbers { get; }

    /// <summary>The result.</summary>
    V Of<V>(V x, V dy, V a, V b, V c, V d) where V : struct, ILanes<V>;
}

/// <summary>Applies a formula to channels of a batch. The result may take the place of either tensor it is made from.</summary>
internal static unsafe class ChannelMap
{
    /// <summary>Writes channels <paramref name="start"/> to <paramref name="end"/> of every row.</summary>
    internal static void Run<V, TFormula>(
        in ChannelShape shape, in ChannelOperands operands, float* y, TFormula formula, int start, int end)
        where V : struct, ILanes<V> where TFormula : struct, IChannelFormula
    {
        if (shape.Inner == 1) Columns<V, TFormula>(shape, operands, y, formula, start, end);
        else for (var channel = start; channel < end; channel++) Segments<V, TFormula>(shape, operands, y, formula, channel);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Columns<V, TFormula>(
        in ChannelShape shape, in ChannelOperands operands, float* y, TFormula formula, int start, int end)
        where V : struct, ILanes<V> where TFormula : struct, IChannelFormula
    {
        nint row = shape.Row, batch = shape.Batch;
        float* a = operands.A, b = operands.B, c = operands.C, d = operands.D;
        for (nint r = 0; r < batch; r++)
        {
            float* x = operands.X + r * row, dy = operands.Dy + r * row, to = y + r * row;
            nint i = start;
            for (; i <= end - V.Count; i += V.Count)
            {
                formula.Of(
                    formula.ReadsInput ? V.Load(x + i) : V.Zero,
                    formula.ReadsGradient ? V.Load(dy + i) : V.Zero,
                    formula.Numbers > 0 ? V.Load(a + i) : V.Zero,
                    formula.Numbers > 1 ? V.Load(b + i) : V.Zero,
                    formula.Numbers > 2 ? V.Load(c + i) : V.Zero,
                    formula.Numbers > 3 ? V.Load(d + i) : V.Zero).Store(to + i);
            }
            var rest = end - (int)i;
            if (rest <= 0) continue;
            formula.Of(
                formula.ReadsInput ? V.LoadPartial(x + i, rest) : V.Zero,
                formula.ReadsGradient ? V.LoadPartial(dy + i, rest) : V.Zero,
                formula.Numbers > 0 ? V.LoadPartial(a + i, rest) : V.Zero,
                formula.Numbers > 1 ? V.LoadPartial(b + i, rest) : V.Zero,
                formula.Numbers > 2 ? V.LoadPartial(c + i, rest) : V.Zero,
                formula.Numbers > 3 ? V.LoadPartial(d + i, rest) : V.Zero).StorePartial(to + i, rest);
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Segments<V, TFormula>(
        in ChannelShape shape, in ChannelOperands operands, float* y, TFormula formula, int channel)
        where V : struct, ILanes<V> where TFormula : struct, IChannelFormula
    {
        nint inner = shape.Inner, row = shape.Row, batch = shape.Batch;
        var a = formula.Numbers > 0 ? V.Broadcast(operands.A[channel]) : V.Zero;
        var b = formula.Numbers > 1 ? V.Broadcast(operands.B[channel]) : V.Zero;
        var c = formula.Numbers > 2 ? V.Broadcast(operands.C[channel]) : V.Zero;
        var d = formula.Numbers > 3 ? V.Broadcast(operands.D[channel]) : V.Zero;
        for (nint r = 0; r < batch; r++)
        {
            var offset = r * row + channel * inner;
            float* x = operands.X + offset, dy = operands.Dy + offset, to = y + offset;
            nint i = 0;
            for (; i <= inner - V.Count; i += V.Count)
            {
                var vx = formula.ReadsInput ? V.Load(x + i) : V.Zero;
                formula.Of(vx, formula.ReadsGradient ? V.Load(dy + i) : V.Zero, a, b, c, d).Store(to + i);
            }
            var rest = (int)(inner - i);
            if (rest <= 0) continue;
            var px = formula.ReadsInput ? V.LoadPartial(x + i, rest) : V.Zero;
            formula.Of(px, formula.ReadsGradient ? V.LoadPartial(dy + i, rest) : V.Zero, a, b, c, d).StorePartial(to + i, rest);
        }
    }
}
