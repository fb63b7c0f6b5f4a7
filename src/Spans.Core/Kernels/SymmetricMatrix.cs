using System.Runtime.CompilerServices;
using Spans.Lanes;
using Spans.Threading;

namespace Spans.Kernels;

/// <summary>
/// Symmetric matrices of which the upper triangle is kept, row-major: the normal equations of least squares. Sums run in an order
/// that depends on the shapes alone. Nothing is allocated.
/// </summary>
public static unsafe partial class SymmetricMatrix
{
    // Columns that are computed together: two registers, so that a tile is as wide as in every other product.
    private static int PanelWidth => 2 * Width.Floats;

    /// <summary>c = aᵀ · a, or c += aᵀ · a: the upper triangle, and whatever of the lower one shares a tile with it.</summary>
    /// <param name="a">[rows, n].</param>
    /// <param name="c">[n, n]. Must not overlap <paramref name="a"/>.</param>
    /// <param name="rows">Zero or more.</param>
    /// <param name="n">Zero or more.</param>
    /// <param name="accumulate">Whether the product is added to c.</param>
    /// <param name="team">Shares the work where that pays.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, or c overlaps a.</exception>
    public static void Gram(ReadOnlySpan<float> a, Span<float> c, int rows, int n, bool accumulate, Team team)
    {
        ArgumentNullException.ThrowIfNull(team);
        Throw.IfNegative(rows);
        Throw.IfNegative(n);
        Throw.IfNotLength(a.Length, (long)rows * n);
        Throw.IfNotLength(c.Length, (long)n * n);
        Throw.IfOverlap(a, c, nameof(c));
        fixed (float* pa = a, pc = c)
        {
            var product =
                new Product { A = pa, ARow = 1, AColumn = n, B = pa, BRow = n, C = pc, CRow = n, M = n, N = n, K = rows };
            if (accumulate) Upper<Accumulate>(product, team);
            else Upper<Store>(product, team);
        }
    }

    /// <summary>
    /// y = c · x, both triangles taken from the upper one. In double, since y is compared with what it nearly cancels.
    /// </summary>
    /// <param name="c">[n, n].</param>
    /// <param name="x">[n].</param>
    /// <returns>xᵀ · c · x.</returns>
    public static double Quadratic(ReadOnlySpan<float> c, ReadOnlySpan<double> x)
    {
        var n = x.Length;
        Throw.IfNotLength(c.Length, (long)n * n);
        var sum = 0.0;
        for (var i = 0; i < n; i++)
        {
            var row = c.Slice(i * n, n);
            var right = 0.0;
            for (var j = i + 1; j < n; j++) right += row[j] * x[j];
            sum += x[i] * (row[i] * x[i] + 2 * right);
        }
        return sum;
    }

    // The product's upper triangle, panel by panel of columns.
    private static void Upper<M>(in Product product, Team team) where M : struct, ITileMode
    {
        var parts = ProductDriver.Parts((long)product.N * product.N / 2 * product.K, team);
        if (product.N > 0) team.Run(new UpperJob<M>(product), parts);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Panel<V, M>(in Product product, int start) where V : struct, ILanes<V> where M : struct, ITileMode
    {
        var end = Math.Min(product.N, start + 2 * V.Count);
        ProductDriver.RunTiles<V, M, NoEpilogue>(product.Columns(start, end).Rows(0, end), default);
    }

    private readonly struct UpperJob<M>(in Product product) : ITeamJob where M : struct, ITileMode
    {
        private readonly Product _product = product;

        // Every parts-th panel: long and short columns are dealt out evenly.
        public void Execute(int part, int parts)
        {
            for (var start = part * PanelWidth; start < _product.N; start += parts * PanelWidth)
            {
                if (Width.Wide) Panel<Lanes512, M>(_product, start);
                else Panel<VectorLanes, M>(_product, start);
            }
        }
    }
}
