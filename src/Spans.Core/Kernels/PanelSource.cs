using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// How b lies, and how a block of it becomes panels: two registers of columns wide, one after the other, rows dense.
/// </summary>
internal unsafe interface IPanelSource
{
    /// <summary>Where column <paramref name="j"/> begins.</summary>
    static abstract float* Column(float* b, nint bRow, int j);

    /// <summary>
    /// Packs the <paramref name="rows"/> × <paramref name="columns"/> block of b at row <paramref name="p"/>, column
    /// <paramref name="j"/>.
    /// </summary>
    static abstract void Pack<V>(float* b, nint bRow, int p, int j, int rows, int columns, float* panels)
        where V : struct, ILanes<V>;
}

/// <summary>b[k, n]: element (p, j) at b[p·bRow + j].</summary>
internal readonly unsafe struct Straight : IPanelSource
{
    // Rows a page or more apart: a few at a time, so that what one panel leaves of a line or a page the next still finds.
    private const int Strip = 8;

    public static float* Column(float* b, nint bRow, int j) => b + j;

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Pack<V>(float* b, nint bRow, int p, int j, int rows, int columns, float* panels)
        where V : struct, ILanes<V>
    {
        b += p * bRow + j;
        var width = 2 * V.Count;
        for (var i = 0; i < rows; i += Strip)
        {
            var strip = Math.Min(Strip, rows - i);
            for (var start = 0; start < columns; start += width)
            {
                var source = b + i * bRow + start;
                var panel = panels + (nint)start * rows + i * width;
                if (columns - start >= width) CopyWhole<V>(source, bRow, strip, panel);
                else CopyPart<V>(source, bRow, strip, columns - start, panel);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyWhole<V>(float* source, nint row, int rows, float* panel) where V : struct, ILanes<V>
    {
        for (; rows > 0; rows--, source += row, panel += 2 * V.Count)
        {
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(source + Strip * row);
                Sse.Prefetch0(source + Strip * row + V.Count);
            }
            V x = V.Load(source), y = V.Load(source + V.Count);
            x.Store(panel);
            y.Store(panel + V.Count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyPart<V>(float* source, nint row, int rows, int columns, float* panel) where V : struct, ILanes<V>
    {
        for (; rows > 0; rows--, source += row, panel += 2 * V.Count)
        {
            V.LoadPartial(source, Math.Min(columns, V.Count)).Store(panel);
            if (columns > V.Count) V.LoadPartial(source + V.Count, columns - V.Count).Store(panel + V.Count);
        }
    }
}

/// <summary>b given as bᵀ[n, k]: element (p, j) at b[j·bRow + p].</summary>
internal readonly unsafe struct Turned : IPanelSource
{
    public static float* Column(float* b, nint bRow, int j) => b + j * bRow;

    public static void Pack<V>(float* b, nint bRow, int p, int j, int rows, int columns, float* panels)
        where V : struct, ILanes<V>
    {
        var width = 2 * V.Count;
        for (var start = 0; start < columns; start += width)
            Packing.CopyTransposed<V>(
                b + (j + start) * bRow + p, bRow, Math.Min(width, columns - start), rows, panels + (nint)start * rows, width);
    }
}
