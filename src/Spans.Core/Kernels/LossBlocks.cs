using System.Runtime.CompilerServices;

namespace Spans.Kernels;

/// <summary>
/// Spreads labels and weights over elements <c>start</c> to <c>start + count − 1</c> of a flat [rows, units] batch, so that the
/// loops of the losses know neither rows nor labels.
/// </summary>
internal static unsafe class LossBlocks
{
    /// <summary>Elements of a block: its operands stay in the first-level cache.</summary>
    public const int Length = 512;

    /// <summary>The one-hot rows that the labels stand for; with one unit, the labels themselves.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Labels(int* labels, int units, int start, int count, float* spread)
    {
        if (units == 1)
        {
            for (var i = 0; i < count; i++) spread[i] = labels[start + i];
            return;
        }
        new Span<float>(spread, count).Clear();
        var row = start / units;
        for (var first = (long)row * units - start; first < count; first += units, row++)
        {
            var hot = first + labels[row];
            if (hot >= 0 && hot < count) spread[hot] = 1;
        }
    }

    /// <summary>Each row's weight, once for each of its elements.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Rows(float* weights, int units, int start, int count, float* spread)
    {
        if (units == 1)
        {
            new ReadOnlySpan<float>(weights + start, count).CopyTo(new Span<float>(spread, count));
            return;
        }
        var row = start / units;
        for (var first = (long)row * units - start; first < count; first += units, row++)
        {
            var from = (int)Math.Max(first, 0);
            new Span<float>(spread + from, (int)Math.Min(first + units, count) - from).Fill(weights[row]);
        }
    }

    /// <summary>The column weights, again and again.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Columns(float* weights, int units, int start, int count, float* spread)
    {
        var column = start % units;
        for (var i = 0; i < count;)
        {
            var length = Math.Min(units - column, count - i);
            new ReadOnlySpan<float>(weights + column, length).CopyTo(new Span<float>(spread + i, length));
            i += length;
            column = 0;
        }
    }
}
