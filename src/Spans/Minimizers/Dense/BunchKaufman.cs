namespace Spans.Minimizers.Dense;

/// <summary>
/// P A Pᵀ = L D Lᵀ of any symmetric matrix, D with blocks of one or two rows. Source: Bunch and Kaufman, "Some stable methods for
/// calculating inertia and solving symmetric linear systems", 1977 (partial pivoting).
/// </summary>
public static class BunchKaufman
{
    // (1 + √17) / 8: balances the growth of one step of two against two steps of one.
    private const double Alpha = 0.6403882032022076;

    // Elements of a column gathered at a time.
    private const int Block = 256;

    /// <summary>Replaces the lower triangle of <paramref name="a"/> by L and D; leaves the strict upper one alone.</summary>
    /// <param name="a">[n, n], row-major.</param>
    /// <param name="pivots">[n], receives P: row i of the factors is row p ≥ 0 of A, or row ~p in a block of two.</param>
    /// <returns>How many eigenvalues of A are positive, negative, and zero or not finite.</returns>
    public static Inertia Factor(Span<double> a, Span<int> pivots)
    {
        var n = pivots.Length;
        Throw.IfTooShort(a.Length, (long)n * n);
        for (var i = 0; i < n; i++) pivots[i] = i;
        var inertia = new Inertia(0, 0, 0);
        for (var k = 0; k < n;)
        {
            var corner = Math.Abs(a[k * n + k]);
            var (largest, row) = LargestInColumn(a, n, k);
            if (!(Math.Max(corner, largest) > 0) || !double.IsFinite(corner + largest))
            {
                // Nothing to eliminate, or nothing that can be: the row keeps a zero pivot.
                for (var i = k; i < n; i++) a[i * n + k] = 0;
                inertia = inertia with { Zero = inertia.Zero + 1 };
                k++;
            }
            else if (IsSingle(a, n, k, corner, largest, row, out var swap))
            {
                Exchange(a, pivots, n, k, swap);
                inertia = a[k * n + k] > 0 ? inertia with { Positive = inertia.Positive + 1 }
                    : inertia with { Negative = inertia.Negative + 1 };
                EliminateOne(a, n, k);
                k++;
            }
            else
            {
                // The choice of such a pair makes its determinant negative: one eigenvalue of each sign.
                Exchange(a, pivots, n, k + 1, row);
                (pivots[k], pivots[k + 1]) = (~pivots[k], ~pivots[k + 1]);
                inertia = inertia with { Positive = inertia.Positive + 1, Negative = inertia.Negative + 1 };
                EliminateTwo(a, n, k);
                k += 2;
            }
        }
        return inertia;
    }

    /// <summary>x ← A⁻¹ x; where a pivot is zero the solution has zero there.</summary>
    /// <param name="factors">[n, n], as <see cref="Factor"/> left them.</param>
    /// <param name="pivots">[n], as <see cref="Factor"/> left them.</param>
    /// <param name="x">[n], replaced.</param>
    /// <param name="scratch">[n].</param>
    public static void Solve(ReadOnlySpan<double> factors, ReadOnlySpan<int> pivots, Span<double> x, Span<double> scratch)
    {
        var n = pivots.Length;
        Throw.IfNotLength(x.Length, n);
        Throw.IfTooShort(scratch.Length, n);
        var y = scratch[..n];
        for (var i = 0; i < n; i++) y[i] = x[pivots[i] < 0 ? ~pivots[i] : pivots[i]];
        // Within a block of two L is the identity, so its first row's entry in the second is D's.
        for (var i = 0; i < n; i++)
        {
            var before = IsSecond(pivots, i) ? i - 1 : i;
            y[i] -= Vectors.Dot(factors.Slice(i * n, before), y[..before]);
        }
        for (var i = 0; i < n; i++)
        {
            if (pivots[i] >= 0)
            {
                y[i] = factors[i * n + i] == 0 ? 0 : y[i] / factors[i * n + i];
                continue;
            }
            var (a, b, c) = (factors[i * n + i], factors[(i + 1) * n + i], factors[(i + 1) * n + i + 1]);
            var determinant = a / b * c - b;
            (y[i], y[i + 1]) = ((c / b * y[i] - y[i + 1]) / determinant, (a / b * y[i + 1] - y[i]) / determinant);
            i++;
        }
        for (var i = n - 1; i >= 0; i--)
        {
            var before = IsSecond(pivots, i) ? i - 1 : i;
            Vectors.AddScaled(-y[i], factors.Slice(i * n, before), y[..before]);
        }
        for (var i = 0; i < n; i++) x[pivots[i] < 0 ? ~pivots[i] : pivots[i]] = y[i];
    }

    private static bool IsSingle(ReadOnlySpan<double> a, int n, int k, double corner, double largest, int row, out int swap)
    {
        swap = k;
        if (corner >= Alpha * largest) return true;
        var rowLargest = 0.0;
        for (var j = k; j < row; j++) rowLargest = Math.Max(rowLargest, Math.Abs(a[row * n + j]));
        for (var j = row + 1; j < n; j++) rowLargest = Math.Max(rowLargest, Math.Abs(a[j * n + row]));
        if (corner * rowLargest >= Alpha * largest * largest) return true;
        swap = row;
        return Math.Abs(a[row * n + row]) >= Alpha * rowLargest;
    }

    private static (double Largest, int Row) LargestInColumn(ReadOnlySpan<double> a, int n, int k)
    {
        var (largest, row) = (0.0, k);
        for (var i = k + 1; i < n; i++)
        {
            var size = Math.Abs(a[i * n + k]);
            if (size > largest || double.IsNaN(size)) (largest, row) = (size, i);
        }
        return (largest, row);
    }

    private static void Exchange(Span<double> a, Span<int> pivots, int n, int i, int k)
    {
        if (i == k) return;
        (pivots[i], pivots[k]) = (pivots[k], pivots[i]);
        SymmetricSwap.Lower(a, n, i, k);
    }

    private static void EliminateOne(Span<double> a, int n, int k)
    {
        var pivot = a[k * n + k];
        Span<double> column = stackalloc double[Block];
        for (var start = k + 1; start < n; start += Block)
        {
            Gather(a, n, k, start, column);
            for (var i = start; i < n; i++)
            {
                var width = Math.Min(i - start + 1, Block);
                if (a[i * n + k] == 0) continue;
                Vectors.AddScaled<double>(-a[i * n + k] / pivot, column[..width], a.Slice(i * n + start, width));
            }
        }
        for (var i = k + 1; i < n; i++) a[i * n + k] /= pivot;
    }

    private static void EliminateTwo(Span<double> a, int n, int k)
    {
        var (p, q, r) = (a[k * n + k], a[(k + 1) * n + k], a[(k + 1) * n + k + 1]);
        var determinant = p / q * r - q;
        Span<double> left = stackalloc double[Block];
        Span<double> right = stackalloc double[Block];
        for (var start = k + 2; start < n; start += Block)
        {
            Gather(a, n, k, start, left);
            Gather(a, n, k + 1, start, right);
            for (var i = start; i < n; i++)
            {
                var width = Math.Min(i - start + 1, Block);
                var (first, second) = Solution(a, i);
                Vectors.AddScaled<double>(-first, left[..width], a.Slice(i * n + start, width));
                Vectors.AddScaled<double>(-second, right[..width], a.Slice(i * n + start, width));
            }
        }
        for (var i = k + 2; i < n; i++) (a[i * n + k], a[i * n + k + 1]) = Solution(a, i);

        (double First, double Second) Solution(ReadOnlySpan<double> m, int i)
        {
            var (u, v) = (m[i * n + k], m[i * n + k + 1]);
            return ((r / q * u - v) / determinant, (p / q * v - u) / determinant);
        }
    }

    // Column k from a row on, gathered once, so that the sweep over the rest of the matrix runs along its rows.
    private static void Gather(ReadOnlySpan<double> a, int n, int k, int start, Span<double> column)
    {
        var width = Math.Min(Block, n - start);
        for (var j = 0; j < width; j++) column[j] = a[(start + j) * n + k];
    }

    private static bool IsSecond(ReadOnlySpan<int> pivots, int i)
    {
        // Blocks of two start at the first complemented row of a run of even length.
        if (pivots[i] >= 0) return false;
        var start = i;
        while (start > 0 && pivots[start - 1] < 0) start--;
        return (i - start) % 2 == 1;
    }
}

/// <summary>The signs of a symmetric matrix's eigenvalues.</summary>
/// <param name="Positive">How many are above zero.</param>
/// <param name="Negative">How many are below.</param>
/// <param name="Zero">How many are zero, or not finite.</param>
public readonly record struct Inertia(int Positive, int Negative, int Zero);
