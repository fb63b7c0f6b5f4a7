namespace Spans.Minimizers.Dense;

/// <summary>
/// P (A + E) Pᵀ = L D Lᵀ with D safely positive, for any symmetric A: the diagonal E is zero where A is positive definite
/// enough, and otherwise about as small as it can be. Source: Gill, Murray and Wright, "Practical Optimization", 1981, §4.4.2.2.
/// </summary>
public static class ModifiedCholesky
{
    /// <summary>Replaces <paramref name="a"/> by L (strict lower triangle) and D (diagonal).</summary>
    /// <param name="a">[n, n], both triangles given.</param>
    /// <param name="pivots">[n], receives P: row i of the factors is row pivots[i] of A.</param>
    /// <returns>The largest element of E: 0 where A was positive definite enough.</returns>
    public static double Factor(Span<double> a, Span<int> pivots)
    {
        var n = pivots.Length;
        Throw.IfTooShort(a.Length, (long)n * n);
        var (diagonal, off) = (0.0, 0.0);
        for (var i = 0; i < n; i++)
        {
            pivots[i] = i;
            diagonal = Math.Max(diagonal, Math.Abs(a[i * n + i]));
            for (var j = 0; j < i; j++) off = Math.Max(off, Math.Abs(a[i * n + j]));
        }
        const double Epsilon = 2.220446049250313e-16;
        var least = Epsilon * Math.Max(diagonal + off, 1);
        var bound = Math.Max(Math.Max(diagonal, off / Math.Max(1, Math.Sqrt((double)n * n - 1))), Epsilon);
        var largest = 0.0;
        for (var j = 0; j < n; j++)
        {
            Exchange(a, pivots, n, j, LargestDiagonal(a, n, j));
            // Column j below the diagonal still holds C = L D; the scaled L of earlier columns is to its left.
            var theta = 0.0;
            for (var i = j + 1; i < n; i++) theta = Math.Max(theta, Math.Abs(a[i * n + j]));
            var pivot = a[j * n + j];
            var d = Math.Max(Math.Max(Math.Abs(pivot), theta * theta / bound), least);
            largest = Math.Max(largest, d - pivot);
            a[j * n + j] = d;
            for (var i = j + 1; i < n; i++)
            {
                var l = a[i * n + j] / d;
                for (var k = j + 1; k <= i; k++) a[i * n + k] -= l * a[k * n + j];
            }
            for (var i = j + 1; i < n; i++) a[i * n + j] /= d;
        }
        return largest;
    }

    /// <summary>x ← (A + E)⁻¹ x.</summary>
    /// <param name="factors">[n, n], as <see cref="Factor"/> left them.</param>
    /// <param name="pivots">[n], as <see cref="Factor"/> left them.</param>
    /// <param name="x">[n], replaced.</param>
    /// <param name="scratch">[n].</param>
    public static void Solve(ReadOnlySpan<double> factors, ReadOnlySpan<int> pivots, Span<double> x, Span<double> scratch)
    {
        var n = pivots.Length;
        Throw.IfNotLength(x.Length, n);
        Throw.IfTooShort(scratch.Length, n);
        for (var i = 0; i < n; i++) scratch[i] = x[pivots[i]] - Vectors.Dot(factors.Slice(i * n, i), scratch[..i]);
        for (var i = 0; i < n; i++) scratch[i] /= factors[i * n + i];
        for (var i = n - 1; i >= 0; i--) Vectors.AddScaled(-scratch[i], factors.Slice(i * n, i), scratch[..i]);
        for (var i = 0; i < n; i++) x[pivots[i]] = scratch[i];
    }

    private static int LargestDiagonal(ReadOnlySpan<double> a, int n, int from)
    {
        var largest = from;
        for (var i = from + 1; i < n; i++)
            if (Math.Abs(a[i * n + i]) > Math.Abs(a[largest * n + largest])) largest = i;
        return largest;
    }

    // Swaps rows and columns i < k of the lower triangle.
    private static void Exchange(Span<double> a, Span<int> pivots, int n, int i, int k)
    {
        if (i == k) return;
        (pivots[i], pivots[k]) = (pivots[k], pivots[i]);
        SymmetricSwap.Lower(a, n, i, k);
    }
}
