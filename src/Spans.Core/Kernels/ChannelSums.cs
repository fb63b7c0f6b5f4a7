using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>Two terms of each element, to be summed over each channel.</summary>
internal interface IChannelTerms
{
    /// <summary>Whether dy is read.</summary>
    bool ReadsGradient { get; }

    /// <summary>How many of the numbers a, b, c are read.</summary>
    int Numbers { get; }

    /// <summary>Adds the element's terms.</summary>
    void Add<V>(V x, V dy, V a, V b, V c, ref V first, ref V second) where V : struct, ILanes<V>;
}

/// <summary>
/// Sums over the channels of a batch. Blocks of 64 are summed plainly, and blocks are added with their rounding errors kept
/// (Knuth's two-sum), so that the error does not grow with the batch. The order depends on the shape alone.
/// </summary>
internal static unsafe class ChannelSums
{
    private const int Block = 64;

    /// <summary>Arrays of <see cref="ChannelShape.Stride"/> floats that <see cref="Run"/> works in.</summary>
    internal const int WorkArrays = 4;

    /// <summary>Writes the sums of channels <paramref name="start"/> to <paramref name="end"/> to both outputs.</summary>
    internal static void Run<V, TTerms>(
        in ChannelShape shape, in ChannelOperands operands, TTerms terms, float* first, float* second, float* work, int start,
        int end)
        where V : struct, ILanes<V> where TTerms : struct, IChannelTerms
    {
        if (shape.Inner == 1) Columns<V, TTerms>(shape, operands, terms, first, second, work, start, end);
        else for (var channel = start; channel < end; channel++)
            Segments<V, TTerms>(shape, operands, terms, first, second, channel);
    }

    // Rows outside, so that memory is read in its order; the sums of a block live in the first cache.
    private static void Columns<V, TTerms>(
        in ChannelShape shape, in ChannelOperands operands, TTerms terms, float* first, float* second, float* work, int start,
        int end)
        where V : struct, ILanes<V> where TTerms : struct, IChannelTerms
    {
        var stride = shape.Stride;
        float* firstBlock = work, secondBlock = work + stride, firstError = work + 2 * stride, secondError = work + 3 * stride;
        var width = end - start;
        Clear(first + start, width);
        Clear(second + start, width);
        Clear(firstError + start, width);
        Clear(secondError + start, width);
        for (var row = 0; row < shape.Batch; row += Block)
        {
            Clear(firstBlock + start, width);
            Clear(secondBlock + start, width);
            var rows = Math.Min(Block, shape.Batch - row);
            var r = 0;
            for (; r <= rows - 4; r += 4)
                ColumnRows<V, TTerms, Four>(
                    operands, terms, firstBlock, secondBlock, (nint)(row + r) * shape.Row, shape.Row, start, end);
            for (; r < rows; r++)
                ColumnRows<V, TTerms, One>(
                    operands, terms, firstBlock, secondBlock, (nint)(row + r) * shape.Row, shape.Row, start, end);
            AddBlock<V>(first + start, firstError + start, firstBlock + start, width);
            AddBlock<V>(second + start, secondError + start, secondBlock + start, width);
        }
        Finish<V>(first + start, firstError + start, width);
        Finish<V>(second + start, secondError + start, width);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void ColumnRows<V, TTerms, R>(
        in ChannelOperands operands, TTerms terms, float* first, float* second, nint offset, nint row, int start, int end)
        where V : struct, ILanes<V> where TTerms : struct, IChannelTerms where R : struct, IRows
    {
        float* x = operands.X + offset, dy = operands.Dy + offset;
        float* a = operands.A, b = operands.B, c = operands.C;
        nint i = start;
        for (; i <= end - V.Count; i += V.Count)
        {
            var va = terms.Numbers > 0 ? V.Load(a + i) : V.Zero;
            var vb = terms.Numbers > 1 ? V.Load(b + i) : V.Zero;
            var vc = terms.Numbers > 2 ? V.Load(c + i) : V.Zero;
            var f = V.Load(first + i);
            var s = V.Load(second + i);
            terms.Add(V.Load(x + i), terms.ReadsGradient ? V.Load(dy + i) : V.Zero, va, vb, vc, ref f, ref s);
            if (R.Count > 1)
            {
                terms.Add(V.Load(x + row + i), terms.ReadsGradient ? V.Load(dy + row + i) : V.Zero, va, vb, vc, ref f, ref s);
                terms.Add(
                    V.Load(x + 2 * row + i), terms.ReadsGradient ? V.Load(dy + 2 * row + i) : V.Zero, va, vb, vc, ref f, ref s);
                terms.Add(
                    V.Load(x + 3 * row + i), terms.ReadsGradient ? V.Load(dy + 3 * row + i) : V.Zero, va, vb, vc, ref f, ref s);
            }
            f.Store(first + i);
            s.Store(second + i);
        }
        var rest = end - (int)i;
        if (rest <= 0) return;
        var pa = terms.Numbers > 0 ? V.LoadPartial(a + i, rest) : V.Zero;
        var pb = terms.Numbers > 1 ? V.LoadPartial(b + i, rest) : V.Zero;
        var pc = terms.Numbers > 2 ? V.LoadPartial(c + i, rest) : V.Zero;
        var pf = V.LoadPartial(first + i, rest);
        var ps = V.LoadPartial(second + i, rest);
        for (nint r = 0; r < R.Count; r++)
        {
            var at = r * row + i;
            terms.Add(V.LoadPartial(x + at, rest), terms.ReadsGradient ? V.LoadPartial(dy + at, rest) : V.Zero, pa, pb, pc,
                ref pf, ref ps);
        }
        pf.StorePartial(first + i, rest);
        ps.StorePartial(second + i, rest);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void AddBlock<V>(float* sum, float* error, float* block, int width) where V : struct, ILanes<V>
    {
        nint i = 0;
        for (; i <= width - V.Count; i += V.Count)
        {
            var (s, e) = TwoSum(V.Load(sum + i), V.Load(block + i));
            s.Store(sum + i);
            (V.Load(error + i) + e).Store(error + i);
        }
        var rest = width - (int)i;
        if (rest <= 0) return;
        var (partial, rounding) = TwoSum(V.LoadPartial(sum + i, rest), V.LoadPartial(block + i, rest));
        partial.StorePartial(sum + i, rest);
        (V.LoadPartial(error + i, rest) + rounding).StorePartial(error + i, rest);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Finish<V>(float* sum, float* error, int width) where V : struct, ILanes<V>
    {
        nint i = 0;
        for (; i <= width - V.Count; i += V.Count) (V.Load(sum + i) + V.Load(error + i)).Store(sum + i);
        var rest = width - (int)i;
        if (rest > 0) (V.LoadPartial(sum + i, rest) + V.LoadPartial(error + i, rest)).StorePartial(sum + i, rest);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Segments<V, TTerms>(
        in ChannelShape shape, in ChannelOperands operands, TTerms terms, float* first, float* second, int channel)
        where V : struct, ILanes<V> where TTerms : struct, IChannelTerms
    {
        nint inner = shape.Inner, row = shape.Row, batch = shape.Batch;
        var a = terms.Numbers > 0 ? V.Broadcast(operands.A[channel]) : V.Zero;
        var b = terms.Numbers > 1 ? V.Broadcast(operands.B[channel]) : V.Zero;
        var c = terms.Numbers > 2 ? V.Broadcast(operands.C[channel]) : V.Zero;
        V firstSum = V.Zero, firstError = V.Zero, secondSum = V.Zero, secondError = V.Zero;
        V f0 = V.Zero, f1 = V.Zero, f2 = V.Zero, f3 = V.Zero, s0 = V.Zero, s1 = V.Zero, s2 = V.Zero, s3 = V.Zero;
        var rest = (int)(inner % V.Count);
        var mask = V.MaskOfFirst(rest);
        var room = Block;
        for (nint r = 0; r < batch; r++)
        {
            float* x = operands.X + r * row + channel * inner, dy = operands.Dy + r * row + channel * inner;
            nint i = 0;
            while (i <= inner - V.Count)
            {
                // To the end of the segment or of the block, four registers at a time.
                var end = i + Math.Min((inner - i) / V.Count, room) * V.Count;
                room -= (int)((end - i) / V.Count);
                for (; i <= end - 4 * V.Count; i += 4 * V.Count)
                {
                    terms.Add(V.Load(x + i), terms.ReadsGradient ? V.Load(dy + i) : V.Zero, a, b, c, ref f0, ref s0);
                    nint i1 = i + V.Count, i2 = i + 2 * V.Count, i3 = i + 3 * V.Count;
                    terms.Add(V.Load(x + i1), terms.ReadsGradient ? V.Load(dy + i1) : V.Zero, a, b, c, ref f1, ref s1);
                    terms.Add(V.Load(x + i2), terms.ReadsGradient ? V.Load(dy + i2) : V.Zero, a, b, c, ref f2, ref s2);
                    terms.Add(V.Load(x + i3), terms.ReadsGradient ? V.Load(dy + i3) : V.Zero, a, b, c, ref f3, ref s3);
                }
                for (; i < end; i += V.Count)
                    terms.Add(V.Load(x + i), terms.ReadsGradient ? V.Load(dy + i) : V.Zero, a, b, c, ref f0, ref s0);
                if (room > 0) continue;
                AddBlock(ref firstSum, ref firstError, f0 + f1 + (f2 + f3));
                AddBlock(ref secondSum, ref secondError, s0 + s1 + (s2 + s3));
                f0 = f1 = f2 = f3 = s0 = s1 = s2 = s3 = V.Zero;
                room = Block;
            }
            if (rest == 0) continue;
            V f = V.Zero, s = V.Zero;
            terms.Add(
                V.LoadPartial(x + i, rest), terms.ReadsGradient ? V.LoadPartial(dy + i, rest) : V.Zero, a, b, c, ref f, ref s);
            f1 += f & mask;
            s1 += s & mask;
            if (--room > 0) continue;
            AddBlock(ref firstSum, ref firstError, f0 + f1 + (f2 + f3));
            AddBlock(ref secondSum, ref secondError, s0 + s1 + (s2 + s3));
            f0 = f1 = f2 = f3 = s0 = s1 = s2 = s3 = V.Zero;
            room = Block;
        }
        AddBlock(ref firstSum, ref firstError, f0 + f1 + (f2 + f3));
        AddBlock(ref secondSum, ref secondError, s0 + s1 + (s2 + s3));
        first[channel] = V.Sum(firstSum) + V.Sum(firstError);
        second[channel] = V.Sum(secondSum) + V.Sum(secondError);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddBlock<V>(ref V sum, ref V error, V block) where V : struct, ILanes<V>
    {
        (sum, var e) = TwoSum(sum, block);
        error += e;
    }

    // a + b = sum + error exactly. Source: Knuth, The Art of Computer Programming, volume 2, 4.2.2, theorem B.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V Sum, V Error) TwoSum<V>(V a, V b) where V : struct, ILanes<V>
    {
        var sum = a + b;
        var z = sum - a;
        return (sum, a - (sum - z) + (b - z));
    }

    private static void Clear(float* x, int length) => new Span<float>(x, length).Clear();

    private interface IRows
    {
        static abstract int Count { get; }
    }

    private readonly struct One : IRows
    {
        public static int Count => 1;
    }

    private readonly struct Four : IRows
    {
        public static int Count => 4;
    }
}
