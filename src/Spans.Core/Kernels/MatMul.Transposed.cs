using System.Runtime.CompilerServices;
using Spans.Threading;

namespace Spans.Kernels;

public static unsafe partial class MatMul
{
    /// <summary>c[m, n] = aᵀ · b, or c += aᵀ · b: the gradient of weights, dW = xᵀ dy.</summary>
    /// <param name="a">[k, m].</param>
    /// <param name="b">[k, n].</param>
    /// <param name="c">[m, n]. Must not overlap <paramref name="a"/> or <paramref name="b"/>.</param>
    /// <param name="m">Columns of a, rows of c, zero or more.</param>
    /// <param name="n">Columns of b and c, zero or more.</param>
    /// <param name="k">Rows of a and b; where it is zero the product is zero.</param>
    /// <param name="accumulate">Whether the product is added to c.</param>
    /// <param name="team">Shares the work where that pays.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, or c overlaps an input.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyTransposeA(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int m, int n, int k, bool accumulate,
        Team team)
    {
        Check(a, b, c, m, n, k, team);
        fixed (float* pa = a, pb = b, pc = c)
        {
            var product = new Product { A = pa, ARow = 1, AColumn = m, B = pb, BRow = n, C = pc, CRow = n, M = m, N = n, K = k };
            if (accumulate) ProductDriver.Run<Accumulate, NoEpilogue>(product, default, team);
            else ProductDriver.Run<Store, NoEpilogue>(product, default, team);
        }
    }

    /// <summary>c[m, n] = a · bᵀ, or c += a · bᵀ: the gradient of inputs, dx = dy Wᵀ.</summary>
    /// <param name="a">[m, k].</param>
    /// <param name="b">[n, k].</param>
    /// <param name="c">[m, n]. Must not overlap any other argument.</param>
    /// <param name="m">Rows of a and c, zero or more.</param>
    /// <param name="n">Rows of b, columns of c, zero or more.</param>
    /// <param name="k">Columns of a and b; where it is zero the product is zero.</param>
    /// <param name="accumulate">Whether the product is added to c.</param>
    /// <param name="scratch">At least <see cref="TransposeBScratch"/>(n, k) floats, best on a 64-byte boundary;
    /// overwritten.</param>
    /// <param name="team">Shares the work where that pays.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, scratch is too short, or c or scratch overlaps
    /// another argument.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyTransposeB(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int m, int n, int k, bool accumulate,
        Span<float> scratch, Team team)
    {
        Check(a, b, c, m, n, k, team);
        Throw.IfTooShort(scratch.Length, TransposedDriver.Scratch(n, k));
        Throw.IfOverlap(a, scratch, nameof(scratch));
        Throw.IfOverlap(b, scratch, nameof(scratch));
        Throw.IfOverlap(c, scratch, nameof(scratch));
        fixed (float* pa = a, pb = b, pc = c, packed = scratch)
        {
            var product = new Product { A = pa, ARow = k, AColumn = 1, B = pb, BRow = k, C = pc, CRow = n, M = m, N = n, K = k };
            if (accumulate) TransposedDriver.Run<Accumulate>(product, packed, team);
            else TransposedDriver.Run<Store>(product, packed, team);
        }
    }

    /// <summary>The floats of scratch that <see cref="MultiplyTransposeB"/> needs: bᵀ, its rows filled to 16 floats.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An extent is negative, or the panels would pass 2^31 − 1 floats.</exception>
    public static int TransposeBScratch(int n, int k)
    {
        Throw.IfNegative(n);
        Throw.IfNegative(k);
        return Bounded(TransposedDriver.Scratch(n, k), n);
    }

    private static int Bounded(long length, int n)
    {
        if (length > Array.MaxLength)
            Throw.OutOfRange(nameof(n), n, $"small enough for panels of at most {Array.MaxLength} floats");
        return (int)length;
    }
}
