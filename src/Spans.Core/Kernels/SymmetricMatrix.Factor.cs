using System.Numerics.Tensors;
using Spans.Threading;

namespace Spans.Kernels;

public static unsafe partial class SymmetricMatrix
{
    // Rows that are eliminated one by one before the rest is updated as a matrix product.
    private const int Block = 16;

    /// <summary>The floats of scratch that <see cref="TryFactor"/> needs.</summary>
    public static int FactorScratch(int n) => Block * n;

    /// <summary>
    /// Replaces the upper triangle of a positive definite matrix by U with c = Uᵀ U, right-looking in blocks of rows. Elements
    /// below the diagonal are overwritten. Source: Golub and Van Loan 2013, §4.2.
    /// </summary>
    /// <param name="c">[n, n].</param>
    /// <param name="n">Zero or more.</param>
    /// <param name="scratch">At least <see cref="FactorScratch"/>(n) floats; overwritten.</param>
    /// <param name="team">Shares the work where that pays.</param>
    /// <returns>False where a pivot is not positive; the matrix is then partly overwritten.</returns>
    /// <exception cref="ArgumentException">A span's length differs from its shape, or scratch is too short.</exception>
    public static bool TryFactor(Span<float> c, int n, Span<float> scratch, Team team)
    {
        ArgumentNullException.ThrowIfNull(team);
        Throw.IfNegative(n);
        Throw.IfNotLength(c.Length, (long)n * n);
        Throw.IfTooShort(scratch.Length, FactorScratch(n));
        Throw.IfOverlap(c, scratch, nameof(scratch));
        for (var first = 0; first < n; first += Block)
        {
            var end = Math.Min(n, first + Block);
            if (!Eliminate(c, n, first, end)) return false;
            var left = n - end;
            if (left == 0) break;
            // C₂₂ −= U₁₂ᵀ U₁₂: tiles only add, so one factor is negated.
            for (var row = first; row < end; row++)
                TensorPrimitives.Negate(c.Slice(row * n + end, left), scratch.Slice((row - first) * left, left));
            fixed (float* pc = c, negated = scratch)
                Upper<Accumulate>(new Product
                {
                    A = negated, ARow = 1, AColumn = left, B = pc + (nint)first * n + end, BRow = n,
                    C = pc + (nint)end * n + end, CRow = n, M = left, N = left, K = end - first,
                }, team);
        }
        return true;
    }

    /// <summary>x ← (Uᵀ U)⁻¹ x.</summary>
    /// <param name="u">[n, n], as <see cref="TryFactor"/> left it.</param>
    /// <param name="x">[n], replaced.</param>
    public static void Solve(ReadOnlySpan<float> u, Span<float> x)
    {
        var n = x.Length;
        Throw.IfNotLength(u.Length, (long)n * n);
        Throw.IfOverlap(u, x, nameof(x));
        for (var i = 0; i < n; i++)
        {
            x[i] /= u[i * n + i];
            var rest = x[(i + 1)..];
            TensorPrimitives.MultiplyAdd(u.Slice(i * n + i + 1, n - i - 1), -x[i], rest, rest);
        }
        for (var i = n - 1; i >= 0; i--)
            x[i] = (x[i] - TensorPrimitives.Dot(u.Slice(i * n + i + 1, n - i - 1), x[(i + 1)..])) / u[i * n + i];
    }

    // Rows first to end of U over all their columns.
    private static bool Eliminate(Span<float> c, int n, int first, int end)
    {
        for (var p = first; p < end; p++)
        {
            var pivot = c[p * n + p];
            if (!(pivot > 0) || !float.IsFinite(pivot)) return false;
            var row = c.Slice(p * n + p, n - p);
            TensorPrimitives.Multiply(row, 1 / MathF.Sqrt(pivot), row);
            for (var q = p + 1; q < end; q++)
            {
                var below = c.Slice(q * n + q, n - q);
                TensorPrimitives.MultiplyAdd(row[(q - p)..], -row[q - p], below, below);
            }
        }
        return true;
    }
}
