using System.Runtime.CompilerServices;

namespace Spans.Kernels;

/// <summary>Copies matrices into panels of 32 columns, row after row, the last panel filled with zeros: b rows then lie dense.</summary>
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

    /// <summary>Packs panel after panel of the transpose of b[n, k].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackTransposed(float* b, nint bRow, float* packed, int n, int k)
    {
        for (var j = 0; j < n; j += Panel)
        {
            var columns = Math.Min(Panel, n - j);
            for (var p = 0; p < k; p++, packed += Panel)
            {
                for (var i = 0; i < columns; i++) packed[i] = b[(j + i) * bRow + p];
                new Span<float>(packed + columns, Panel - columns).Clear();
            }
        }
    }
}
