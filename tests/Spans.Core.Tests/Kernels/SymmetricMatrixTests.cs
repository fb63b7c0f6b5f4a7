using Spans.Kernels;
using Spans.Random;
using Spans.Threading;

namespace Spans.Core.Tests.Kernels;

[Trait("Category", "Numeric")]
public class SymmetricMatrixTests
{
    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 1)]
    [InlineData(7, 5)]
    [InlineData(40, 31)]
    [InlineData(33, 64)]
    [InlineData(20, 101)]
    public void Gram_WholeNumbers_IsExact(int rows, int n)
    {
        var a = new float[rows * n];
        for (var i = 0; i < a.Length; i++) a[i] = i * 7 % 11 - 5;
        var c = new float[n * n];
        Array.Fill(c, 2);
        SymmetricMatrix.Gram(a, c, rows, n, accumulate: true, Team.Single);
        for (var i = 0; i < n; i++)
            for (var j = i; j < n; j++)
            {
                var sum = 2.0;
                for (var r = 0; r < rows; r++) sum += (double)a[r * n + i] * a[r * n + j];
                Assert.Equal(sum, c[i * n + j]);
            }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Gram_AnyNumberOfThreads_GivesTheSameBits(int threads)
    {
        var a = Normal(90 * 200);
        using var team = new Team(threads);
        var (one, many) = (new float[200 * 200], new float[200 * 200]);
        SymmetricMatrix.Gram(a, one, 90, 200, accumulate: false, Team.Single);
        SymmetricMatrix.Gram(a, many, 90, 200, accumulate: false, team);
        for (var i = 0; i < 200; i++)
            Assert.True(one.AsSpan(i * 200 + i, 200 - i).SequenceEqual(many.AsSpan(i * 200 + i, 200 - i)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(100)]
    [InlineData(165)]
    public void Solve_PositiveDefinite_FindsTheSolution(int n)
    {
        // A = G ᵀG / n + I has a condition of a few units.
        var g = Normal(n * n);
        var a = new float[n * n];
        SymmetricMatrix.Gram(g, a, n, n, accumulate: false, Team.Single);
        for (var i = 0; i < a.Length; i++) a[i] /= n;
        for (var i = 0; i < n; i++) a[i * n + i] += 1;
        var x = Normal(n);
        var right = new float[n];
        for (var i = 0; i < n; i++)
        {
            var sum = 0.0;
            for (var j = 0; j < n; j++) sum += (double)a[Math.Min(i, j) * n + Math.Max(i, j)] * x[j];
            right[i] = (float)sum;
        }
        Assert.True(SymmetricMatrix.TryFactor(a, n, new float[SymmetricMatrix.FactorScratch(n)], Team.Single));
        SymmetricMatrix.Solve(a, right);
        for (var i = 0; i < n; i++) Assert.Equal(x[i], right[i], 1e-4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    public void TryFactor_NotPositiveDefinite_SaysSo(int at)
    {
        var a = new float[50 * 50];
        for (var i = 0; i < 50; i++) a[i * 50 + i] = i == at ? 0 : 1;
        Assert.False(SymmetricMatrix.TryFactor(a, 50, new float[SymmetricMatrix.FactorScratch(50)], Team.Single));
    }

    [Fact]
    public void Quadratic_ReadsTheUpperTriangleAlone()
    {
        // [1 2; · 3] stands for [1 2; 2 3]: (1, −2) gives 1 − 8 + 12.
        Assert.Equal(5, SymmetricMatrix.Quadratic([1, 2, 99, 3], [1, -2]));
    }

    [Fact]
    public void Gram_WrongLength_IsRefused() =>
        Assert.Throws<ArgumentException>(
            () => SymmetricMatrix.Gram(new float[6], new float[4], 2, 2, accumulate: false, Team.Single));

    private static float[] Normal(int count)
    {
        var values = new float[count];
        RngFill.Normal(new Rng(5, 0, 0), 0, values);
        return values;
    }
}
