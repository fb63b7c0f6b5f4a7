using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>Copies matrices into the order in which tiles read them.</summary>
internal static unsafe class Packing
{
    /// <summary>
    /// Packed rows are multiples of it: the floats of the widest register, so that a layout is the same at every width.
    /// </summary>
    public const int Granularity = 16;

    /// <summary>Columns of a panel of a transposed matrix: two of the widest registers.</summary>
    public const int Panel = 32;

    /// <summary><paramref name="length"/> rounded up to whole registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Whole(int length) => (length + Granularity - 1) / Granularity * Granularity;

    /// <summary>Writes the transpose of a matrix, its rows filled with zeros to whole registers.</summary>
    /// <param name="source">[rows, columns].</param>
    /// <param name="sourceRow">Floats from one row of the source to the next.</param>
    /// <param name="rows">Rows of the source.</param>
    /// <param name="columns">Columns of the source.</param>
    /// <param name="destination">[columns, rows].</param>
    /// <param name="destinationRow">Floats from one row of the destination to the next, with room for whole registers.</param>
    /// <param name="below">Rows of the source below these, which may be read: saves a mask.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void CopyTransposed<V>(
        float* source, nint sourceRow, int rows, int columns, float* destination, nint destinationRow, int below = 0)
        where V : struct, ILanes<V>
    {
        for (var i = 0; i < rows; i += V.Count)
        {
            // No mask where the matrix goes on for a register.
            var open = (rows + below - i - V.Count) * sourceRow >= V.Count;
            for (var j = 0; j < columns; j += V.Count)
                Transpose.Block<V, Store>(
                    source + i * sourceRow + j, sourceRow, Math.Min(V.Count, rows - i), Math.Min(V.Count, columns - j),
                    open ? V.Count : Math.Min(V.Count, columns - j), destination + j * destinationRow + i, destinationRow,
                    V.Count);
        }
    }

    /// <summary>Copies a matrix, its rows filled with zeros to <paramref name="destinationRow"/>.</summary>
    public static void CopyFilled(float* source, nint sourceRow, int rows, int columns, float* destination, int destinationRow)
    {
        for (var i = 0; i < rows; i++)
        {
            var row = new Span<float>(destination + (nint)i * destinationRow, destinationRow);
            new ReadOnlySpan<float>(source + i * sourceRow, columns).CopyTo(row);
            row[columns..].Clear();
        }
    }
}
