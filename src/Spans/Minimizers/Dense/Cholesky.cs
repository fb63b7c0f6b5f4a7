namespace Spans.Minimizers.Dense;

/// <summary>A = L Lᵀ of a symmetric positive definite matrix. Source: Golub and Van Loan 2013, §4.2.</summary>
public static class Cholesky
{
    /// <summary>Replaces the lower triangle of <paramref name="a"/> by L; leaves the strict upper one alone.</summary>
    /// <param name="a">[n, n], row-major.</param>
    /// <param name="n">Rows.</param>
    /// <returns>False where the matrix is not positive definite; it is then partly overwritten.</returns>
    public static bool TryFactor(Span<double> a, int n)
    {
        Throw.IfTooShort(a.Length, (long)n * n);
        for (var i = 0; i < n; i++)
        {
            var row = a.Slice(i * n, i + 1);
            for (var j = 0; j < i; j++)
            {
                var other = a.Slice(j * n, j + 1);
                row[j] = (row[j] - Vectors.Dot<double>(row[..j], other[..j])) / other[j];
            }
            var pivot = row[i] - Vectors.Dot<double>(row[..i], row[..i]);
            if (!(pivot > 0) || !double.IsFinite(pivot)) return false;
            row[i] = Math.Sqrt(pivot);
        }
        return true;
    }

    /// <summary>x ← A⁻¹ x.</summary>
    /// <param name="l">[n, n], as <see cref="TryFactor"/> left it.</param>
    /// <param name="x">[n], replaced.</param>
    public static void Solve(ReadOnlySpan<double> l, Span<double> x)
    {
        var n = x.Length;
        Throw.IfTooShort(l.Length, (long)n * n);
        for (var i = 0; i < n; i++) x[i] = (x[i] - Vectors.Dot(l.Slice(i * n, i), x[..i])) / l[i * n + i];
        for (var i = n - 1; i >= 0; i--)
        {
            x[i] /= l[i * n + i];
            Vectors.AddScaled(-x[i], l.Slice(i * n, i), x[..i]);
        }
    }
}
