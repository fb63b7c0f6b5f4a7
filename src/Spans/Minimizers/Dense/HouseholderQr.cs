namespace Spans.Minimizers.Dense;

/// <summary>
/// A P = Q R with Q a product of Householder reflections and P an exchange of columns that makes the diagonal of R fall in size.
/// Matrices are held by columns, [n, m]: row j of the span is column j of A. Source: Golub and Van Loan 2013, §5.2 and §5.4.
/// </summary>
public static class HouseholderQr
{
    // A running column norm that has fallen this far is computed anew.
    private const double NormDecay = 1e-6;

    /// <summary>Replaces <paramref name="columns"/> by the reflections (on and below the diagonal) and R (above it).</summary>
    /// <param name="columns">[n, m].</param>
    /// <param name="rows">m.</param>
    /// <param name="diagonal">[min(m, n)], receives the diagonal of R.</param>
    /// <param name="pivots">[n], receives P: column j of Q R is column pivots[j] of A.</param>
    /// <param name="norms">[n], scratch.</param>
    public static void Factor(Span<double> columns, int rows, Span<double> diagonal, Span<int> pivots, Span<double> norms)
    {
        var n = pivots.Length;
        var steps = Math.Min(rows, n);
        Throw.IfTooShort(columns.Length, (long)rows * n);
        Throw.IfTooShort(diagonal.Length, steps);
        Throw.IfTooShort(norms.Length, n);
        for (var j = 0; j < n; j++)
        {
            pivots[j] = j;
            norms[j] = Vectors.Norm<double>(columns.Slice(j * rows, rows));
        }
        for (var k = 0; k < steps; k++)
        {
            Pivot(columns, rows, k, pivots, norms);
            var v = columns.Slice(k * rows + k, rows - k);
            var norm = Vectors.Norm<double>(v);
            diagonal[k] = 0;
            if (norm == 0) continue;
            if (v[0] < 0) norm = -norm;
            Vectors.Scale(1 / norm, v);
            v[0] += 1;
            diagonal[k] = -norm;
            for (var j = k + 1; j < n; j++)
            {
                var column = columns.Slice(j * rows + k, rows - k);
                Vectors.AddScaled<double>(-Vectors.Dot<double>(v, column) / v[0], v, column);
                Downdate(columns, rows, k, j, norms);
            }
        }
    }

    /// <summary>b ← Qᵀ b.</summary>
    /// <param name="columns">[n, m], as <see cref="Factor"/> left it.</param>
    /// <param name="steps">min(m, n).</param>
    /// <param name="b">[m], replaced.</param>
    public static void ApplyTransposed(ReadOnlySpan<double> columns, int steps, Span<double> b)
    {
        var rows = b.Length;
        for (var k = 0; k < steps; k++)
        {
            var v = columns.Slice(k * rows + k, rows - k);
            if (v[0] != 0) Vectors.AddScaled(-Vectors.Dot(v, b[k..]) / v[0], v, b[k..]);
        }
    }

    /// <summary>Solves R x = b for the leading <paramref name="rank"/> columns, in place.</summary>
    /// <param name="columns">[n, m], as <see cref="Factor"/> left it.</param>
    /// <param name="rows">m.</param>
    /// <param name="diagonal">As <see cref="Factor"/> left it.</param>
    /// <param name="rank">At most min(m, n); the diagonal must not be zero up to it.</param>
    /// <param name="b">[rank], replaced by x.</param>
    public static void SolveUpper(ReadOnlySpan<double> columns, int rows, ReadOnlySpan<double> diagonal, int rank, Span<double> b)
    {
        for (var k = rank - 1; k >= 0; k--)
        {
            b[k] /= diagonal[k];
            Vectors.AddScaled(-b[k], columns.Slice(k * rows, k), b[..k]);
        }
    }

    private static void Pivot(Span<double> columns, int rows, int k, Span<int> pivots, Span<double> norms)
    {
        var largest = k;
        for (var j = k + 1; j < pivots.Length; j++) if (norms[j] > norms[largest]) largest = j;
        if (largest == k) return;
        var (a, b) = (k * rows, largest * rows);
        for (var i = 0; i < rows; i++) (columns[a + i], columns[b + i]) = (columns[b + i], columns[a + i]);
        (pivots[k], pivots[largest]) = (pivots[largest], pivots[k]);
        norms[largest] = norms[k];
    }

    private static void Downdate(ReadOnlySpan<double> columns, int rows, int k, int j, Span<double> norms)
    {
        if (norms[j] == 0) return;
        var ratio = columns[j * rows + k] / norms[j];
        var left = Math.Max(0, 1 - ratio * ratio);
        norms[j] = left < NormDecay ? Vectors.Norm(columns.Slice(j * rows + k + 1, rows - k - 1)) : norms[j] * Math.Sqrt(left);
    }
}
