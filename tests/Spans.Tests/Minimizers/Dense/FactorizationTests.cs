using Spans.Minimizers.Dense;

namespace Spans.Tests.Minimizers.Dense;

/// <summary>Factors are multiplied out by plain loops and compared with the matrix they came from.</summary>
[Trait("Category", "Numeric")]
public class FactorizationTests
{
    public static TheoryData<int> Sizes => new(1, 2, 3, 4, 5, 7, 8, 13, 20, 33);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Cholesky_OfAPositiveDefiniteMatrix_MultipliesOutAndSolves(int n)
    {
        var random = new System.Random(n);
        var a = Gram(random, n);
        var l = a.ToArray();
        Assert.True(Cholesky.TryFactor(l, n));
        for (var i = 0; i < n; i++)
            for (var j = 0; j <= i; j++)
            {
                var sum = 0.0;
                for (var k = 0; k <= j; k++) sum += l[i * n + k] * l[j * n + k];
                Assert.Equal(a[i * n + j], sum, 1e-12 * n * n);
            }
        var (x, b) = Known(a, n);
        Cholesky.Solve(l, b);
        for (var i = 0; i < n; i++) Assert.Equal(x[i], b[i], 1e-9 * n);
    }

    [Fact]
    public void Cholesky_OfAnIndefiniteMatrix_SaysSo()
    {
        Assert.False(Cholesky.TryFactor(new double[] { 1, 2, 2, 1 }, 2));
        Assert.False(Cholesky.TryFactor(new[] { double.NaN }, 1));
        Assert.Throws<ArgumentException>(() => Cholesky.TryFactor(new double[3], 2));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void ModifiedCholesky_OfAPositiveDefiniteMatrix_ChangesNothing(int n)
    {
        var a = Gram(new System.Random(n), n);
        for (var i = 0; i < n; i++) a[i * n + i] += n;
        var (x, b) = Known(a, n);
        var pivots = new int[n];
        Assert.InRange(ModifiedCholesky.Factor(a, pivots), 0, 1e-12 * n * n);
        ModifiedCholesky.Solve(a, pivots, b, new double[n]);
        for (var i = 0; i < n; i++) Assert.Equal(x[i], b[i], 1e-9 * n);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void ModifiedCholesky_OfAnIndefiniteMatrix_GivesAPositiveDefiniteOneThatDiffersOnlyOnTheDiagonal(int n)
    {
        var random = new System.Random(100 + n);
        var a = Symmetric(random, n);
        a[0] = -Math.Abs(a[0]) - 1;
        var f = a.ToArray();
        var pivots = new int[n];
        var change = ModifiedCholesky.Factor(f, pivots);
        var largest = 0.0;
        for (var i = 0; i < n; i++)
        {
            Assert.True(f[i * n + i] > 0);
            for (var j = 0; j <= i; j++)
            {
                var sum = 0.0;
                for (var k = 0; k <= j; k++) sum += (k == i ? 1 : f[i * n + k]) * f[k * n + k] * (k == j ? 1 : f[j * n + k]);
                var difference = sum - a[pivots[i] * n + pivots[j]];
                if (i != j) Assert.Equal(0, difference, 1e-11 * n);
                else largest = Math.Max(largest, difference);
            }
        }
        Assert.Equal(largest, change, 1e-11 * n);
        Assert.InRange(change, 1, 10 * n);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void BunchKaufman_OfASymmetricMatrix_SolvesAndCountsItsEigenvalues(int n)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            // Qᵀ D Q by reflections has the chosen signs.
            var random = new System.Random(1000 * n + seed);
            var eigenvalues = new double[n];
            for (var i = 0; i < n; i++) eigenvalues[i] = (random.NextDouble() < 0.5 ? -1 : 1) * (0.5 + random.NextDouble());
            var a = WithEigenvalues(random, eigenvalues);
            var (x, b) = Known(a, n);
            var pivots = new int[n];
            var inertia = BunchKaufman.Factor(a, pivots);
            BunchKaufman.Solve(a, pivots, b, new double[n]);
            for (var i = 0; i < n; i++) Assert.Equal(x[i], b[i], 1e-11 * n * n);
            Assert.Equal(eigenvalues.Count(e => e > 0), inertia.Positive);
            Assert.Equal(eigenvalues.Count(e => e < 0), inertia.Negative);
            Assert.Equal(0, inertia.Zero);
        }
    }

    [Fact]
    public void BunchKaufman_WithAZeroDiagonal_UsesBlocksOfTwo()
    {
        // [0 1; 1 0] has eigenvalues ±1; a saddle [0 0 1; 0 0 2; 1 2 0] is singular: +√5, −√5, 0.
        double[] swap = [0, 1, 1, 0];
        var pivots = new int[2];
        Assert.Equal(new Inertia(1, 1, 0), BunchKaufman.Factor(swap, pivots));
        double[] b = [3, 4];
        BunchKaufman.Solve(swap, pivots, b, new double[2]);
        Assert.Equal([4, 3], b);
        Assert.Equal(new Inertia(1, 1, 1), BunchKaufman.Factor(new double[] { 0, 0, 1, 0, 0, 2, 1, 2, 0 }, new int[3]));
        Assert.Equal(new Inertia(0, 0, 3), BunchKaufman.Factor(new double[9], new int[3]));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 3)]
    [InlineData(3, 5)]
    [InlineData(9, 9)]
    [InlineData(40, 17)]
    public void HouseholderQr_OfAnyMatrix_MultipliesOut(int m, int n)
    {
        var random = new System.Random(m * 100 + n);
        var columns = new double[n * m];
        for (var i = 0; i < columns.Length; i++) columns[i] = random.NextDouble() - 0.5;
        var a = columns.ToArray();
        var steps = Math.Min(m, n);
        var diagonal = new double[steps];
        var pivots = new int[n];
        HouseholderQr.Factor(columns, m, diagonal, pivots, new double[n]);
        for (var k = 1; k < steps; k++) Assert.True(Math.Abs(diagonal[k]) <= Math.Abs(diagonal[k - 1]) * (1 + 1e-12));
        // Qᵀ a_p = the column of R.
        for (var j = 0; j < n; j++)
        {
            var column = a.AsSpan(pivots[j] * m, m).ToArray();
            HouseholderQr.ApplyTransposed(columns, steps, column);
            for (var i = 0; i < m; i++)
            {
                var r = i > j ? 0 : i == j ? diagonal[j] : columns[j * m + i];
                Assert.Equal(r, column[i], 1e-13 * m);
            }
        }
    }

    private static double[] Symmetric(System.Random random, int n)
    {
        var a = new double[n * n];
        for (var i = 0; i < n; i++)
            for (var j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = 2 * random.NextDouble() - 1;
        return a;
    }

    private static double[] Gram(System.Random random, int n)
    {
        var x = new double[2 * n * n];
        for (var i = 0; i < x.Length; i++) x[i] = random.NextDouble() - 0.5;
        var a = new double[n * n];
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++)
                for (var k = 0; k < 2 * n; k++) a[i * n + j] += x[k * n + i] * x[k * n + j];
        for (var i = 0; i < n; i++) a[i * n + i] += 0.1;
        return a;
    }

    private static double[] WithEigenvalues(System.Random random, double[] eigenvalues)
    {
        var n = eigenvalues.Length;
        var a = new double[n * n];
        for (var i = 0; i < n; i++) a[i * n + i] = eigenvalues[i];
        for (var turn = 0; turn < 3; turn++)
        {
            var v = new double[n];
            var square = 0.0;
            for (var i = 0; i < n; i++) square += (v[i] = random.NextDouble() - 0.5) * v[i];
            // a ← H a H with H = I − 2 v vᵀ / vᵀv.
            for (var side = 0; side < 2; side++)
                for (var i = 0; i < n; i++)
                {
                    var dot = 0.0;
                    for (var j = 0; j < n; j++) dot += (side == 0 ? a[i * n + j] : a[j * n + i]) * v[j];
                    for (var j = 0; j < n; j++)
                    {
                        if (side == 0) a[i * n + j] -= 2 * dot * v[j] / square;
                        else a[j * n + i] -= 2 * dot * v[j] / square;
                    }
                }
        }
        return a;
    }

    // x = 1, 2, 3, … and A x.
    private static (double[] X, double[] B) Known(double[] a, int n)
    {
        var (x, b) = (new double[n], new double[n]);
        for (var i = 0; i < n; i++) x[i] = i + 1;
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++) b[i] += a[i * n + j] * x[j];
        return (x, b);
    }
}
