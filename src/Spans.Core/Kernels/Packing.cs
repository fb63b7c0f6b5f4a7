using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>Copies matrices into panels of 32 columns, row after row, the last one filled up: rows of a panel then lie dense.</summary>
internal static unsafe class Packing
{
    /// <summary>Columns of a panel.</summary>
    public const int Panel = 32;

    /// <summary>Floats for b[k, n] in panels.</summary>
    public static long Length(int n, int k) => ((long)n + Panel - 1) / Panel * Panel * k;

    /// <summary>Packs panel after panel of b[k, n].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(float* b, nint bRow, float* packed, int n, int k)
    {
        for (var j = 0; j < n; j += Panel)
        {
            var columns = Math.Min(Panel, n - j);
            for (var p = 0; p < k; p++, packed += Panel)
            {
                new ReadOnlySpan<float>(b + p * bRow + j, columns).CopyTo(new Span<float>(packed, columns));
                new Span<float>(packed + columns, Panel - columns).Clear();
            }
        }
    }

    /// <summary>Packs the panels from column <paramref name="start"/> to <paramref name="end"/> of the transpose of b[n, k].</summary>
    /// <param name="b">All of b.</param>
    /// <param name="bRow">Floats from one row of b to the next.</param>
    /// <param name="packed">All of the panels.</param>
    /// <param name="start">A multiple of <see cref="Panel"/>.</param>
    /// <param name="end">A multiple of <see cref="Panel"/>, or n.</param>
    /// <param name="k">Columns of b.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackTransposed<V>(float* b, nint bRow, float* packed, int start, int end, int k) where V : struct, ILanes<V>
    {
        for (var j = start; j < end; j += V.Count)
        {
            var columns = Math.Min(V.Count, end - j);
            var panel = packed + (nint)(j - j % Panel) * k + j % Panel;
            for (var p = 0; p < k; p += V.Count)
                Transpose.Block<V, Store>(b + j * bRow + p, bRow, columns, Math.Min(V.Count, k - p), panel + (nint)p * Panel, Panel, V.Count);
        }
    }
}
