using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>Products row by row: the gradient of a dense layer's weights for each sample on its own.</summary>
public static unsafe class RowProducts
{
    /// <summary>y[r, i·n + j] = a[r, i] · b[r, j] for every row r, at an offset in rows of a wider matrix.</summary>
    /// <param name="a">[rows, m].</param>
    /// <param name="b">[rows, n].</param>
    /// <param name="y">[rows, stride], of which columns offset to offset + m·n are written. Must not overlap a or b.</param>
    /// <param name="rows">Zero or more.</param>
    /// <param name="m">Zero or more.</param>
    /// <param name="n">Zero or more.</param>
    /// <param name="offset">Zero or more.</param>
    /// <param name="stride">Floats of a row of y.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, a row does not hold the products, or y
    /// overlaps an input.</exception>
    public static void Outer(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y, int rows, int m, int n, int offset, int stride)
    {
        Throw.IfNegative(rows);
        Throw.IfNegative(m);
        Throw.IfNegative(n);
        Throw.IfNegative(offset);
        Throw.IfTooShort(stride, offset + (long)m * n);
        Throw.IfNotLength(a.Length, (long)rows * m);
        Throw.IfNotLength(b.Length, (long)rows * n);
        Throw.IfNotLength(y.Length, (long)rows * stride);
        Throw.IfOverlap(a, y, nameof(y));
        Throw.IfOverlap(b, y, nameof(y));
        fixed (float* pa = a, pb = b, py = y)
        {
            // With one column the products are the row itself, scaled: lanes along m.
            for (var r = 0; r < rows; r++)
            {
                float* left = pa + (nint)r * m, right = pb + (nint)r * n, row = py + (nint)r * stride + offset;
                if (n == 1) Row(right, left, row, 1, m);
                else Row(left, right, row, m, n);
            }
        }
    }

    private static void Row(float* a, float* b, float* y, int m, int n)
    {
        if (Width.Wide) Row<Lanes512>(a, b, y, m, n);
        else Row<VectorLanes>(a, b, y, m, n);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Row<V>(float* a, float* b, float* y, int m, int n) where V : struct, ILanes<V>
    {
        for (var j = 0; j < n; j += V.Count)
        {
            var count = Math.Min(V.Count, n - j);
            var right = V.LoadPartial(b + j, count);
            if (count == V.Count)
                for (var i = 0; i < m; i++) (V.Broadcast(a[i]) * right).Store(y + (nint)i * n + j);
            else
                for (var i = 0; i < m; i++) (V.Broadcast(a[i]) * right).StorePartial(y + (nint)i * n + j, count);
        }
    }
}
