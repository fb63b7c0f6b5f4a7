using System.Numerics;
using Spans.Minimizers.Dense;

namespace Spans.Minimizers;

/// <summary>
/// Linear least squares in closed form: min ‖A x − b‖² + λ ‖x‖² by Householder QR of A stacked on √λ I, which never squares the
/// condition of A. Allocates its scratch.
/// </summary>
public static class LinearLeastSquares
{
    /// <summary>Solves for x.</summary>
    /// <param name="a">A: [rows, columns], row-major.</param>
    /// <param name="b">[rows].</param>
    /// <param name="x">[columns], receives the solution: where columns depend on others and λ is 0, theirs are zeros.</param>
    /// <param name="ridge">λ, zero or more.</param>
    /// <returns>How many columns are independent in the arithmetic, and the smallest ‖A x − b‖² + λ ‖x‖².</returns>
    /// <exception cref="ArgumentException">Lengths do not fit, there is nothing to fit, or a number is not finite.</exception>
    public static LinearFit Solve<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> x, double ridge = 0)
        where T : struct, IFloatingPointIeee754<T>
    {
        var (m, n) = (b.Length, x.Length);
        if (m == 0) Throw.Argument(nameof(b), "b must hold at least one row.");
        if (n == 0) Throw.Argument(nameof(x), "x must hold at least one column.");
        Throw.IfNotLength(a.Length, (long)m * n);
        if (!(ridge >= 0) || !double.IsFinite(ridge)) Throw.OutOfRange(nameof(ridge), ridge, "zero or more, and finite");
        if (!Vectors.AllFinite(a)) Throw.Argument(nameof(a), "a holds a number that is not finite.");
        if (!Vectors.AllFinite(b)) Throw.Argument(nameof(b), "b holds a number that is not finite.");

        var rows = m + (ridge > 0 ? n : 0);
        var columns = new double[(long)n * rows];
        for (var j = 0; j < n; j++)
        {
            for (var i = 0; i < m; i++) columns[j * rows + i] = double.CreateTruncating(a[i * n + j]);
            if (ridge > 0) columns[j * rows + m + j] = Math.Sqrt(ridge);
        }
        var right = new double[rows];
        Vectors.Convert<T, double>(b, right);
        var steps = Math.Min(rows, n);
        var diagonal = new double[steps];
        var pivots = new int[n];
        HouseholderQr.Factor(columns, rows, diagonal, pivots, new double[n]);
        HouseholderQr.ApplyTransposed(columns, steps, right);
        var least = Math.Max(rows, n) * 2.220446049250313e-16 * Math.Abs(diagonal[0]);
        var rank = 0;
        while (rank < steps && Math.Abs(diagonal[rank]) > least) rank++;
        HouseholderQr.SolveUpper(columns, rows, diagonal, rank, right.AsSpan(0, rank));
        x.Clear();
        for (var j = 0; j < rank; j++) x[pivots[j]] = T.CreateTruncating(right[j]);
        var rest = Vectors.Norm<double>(right.AsSpan(rank));
        return new LinearFit(rank, rest * rest);
    }
}

/// <summary>What a linear fit came to.</summary>
/// <param name="Rank">Independent columns.</param>
/// <param name="Objective">The sum of squared residuals, plus the penalty.</param>
public readonly record struct LinearFit(int Rank, double Objective);
