using System.Runtime.CompilerServices;
using Spans.Threading;

namespace Spans.Kernels;

/// <summary>
/// Matrix products over row-major matrices. Each element of c is one sum in an order that depends on the shapes alone, so
/// results are bit-identical for every number of threads. NaN and infinities pass through as IEEE 754 says. Nothing is allocated.
/// </summary>
public static unsafe partial class MatMul
{
    /// <summary>c[m, n] = a[m, k] · b[k, n], or c += a · b.</summary>
    /// <param name="a">[m, k].</param>
    /// <param name="b">[k, n].</param>
    /// <param name="c">[m, n]. Must not overlap <paramref name="a"/> or <paramref name="b"/>.</param>
    /// <param name="m">Rows of a and c, zero or more.</param>
    /// <param name="n">Columns of b and c, zero or more.</param>
    /// <param name="k">Columns of a, rows of b; where it is zero the product is zero.</param>
    /// <param name="accumulate">Whether the product is added to c.</param>
    /// <param name="team">Shares the work where that pays.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, or c overlaps an input.</exception>
    public static void Multiply(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int m, int n, int k, bool accumulate, Team team)
    {
        Check(a, b, c, m, n, k, team);
        fixed (float* pa = a, pb = b, pc = c)
        {
            var product = new Product { A = pa, ARow = k, AColumn = 1, B = pb, BRow = n, C = pc, CRow = n, M = m, N = n, K = k };
            if (accumulate) ProductDriver.Run<Accumulate, NoEpilogue>(product, default, team);
            else ProductDriver.Run<Store, NoEpilogue>(product, default, team);
        }
    }

    /// <summary>c[m, n] = a[m, k] · b[k, n] + bias[n].</summary>
    /// <param name="a">[m, k].</param>
    /// <param name="b">[k, n].</param>
    /// <param name="bias">[n]: added to every row.</param>
    /// <param name="c">[m, n]. Must not overlap any input.</param>
    /// <param name="m">Rows of a and c, zero or more.</param>
    /// <param name="n">Columns of b and c, zero or more.</param>
    /// <param name="k">Columns of a, rows of b.</param>
    /// <param name="team">Shares the work where that pays.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, or c overlaps an input.</exception>
    public static void MultiplyBias(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> bias, Span<float> c, int m, int n, int k,
        Team team)
    {
        Check(a, b, c, m, n, k, team);
        Throw.IfNotLength(bias.Length, n);
        Throw.IfOverlap(bias, c, nameof(c));
        fixed (float* pa = a, pb = b, pc = c, pBias = bias)
        {
            var product = new Product
            {
                A = pa, ARow = k, AColumn = 1, B = pb, BRow = n, C = pc, CRow = n, Bias = pBias, M = m, N = n, K = k,
            };
            ProductDriver.Run<Bias, NoEpilogue>(product, default, team);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Check(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int m, int n, int k, Team team)
    {
        ArgumentNullException.ThrowIfNull(team);
        Throw.IfNegative(m);
        Throw.IfNegative(n);
        Throw.IfNegative(k);
        Throw.IfNotLength(a.Length, (long)m * k);
        Throw.IfNotLength(b.Length, (long)k * n);
        Throw.IfNotLength(c.Length, (long)m * n);
        Throw.IfOverlap(a, c, nameof(c));
        Throw.IfOverlap(b, c, nameof(c));
    }
}
