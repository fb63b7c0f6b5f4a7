using Spans.Kernels;
using Spans.Threading;

namespace Spans.Core.Tests.Kernels;

/// <summary>Products whose b is beyond the second cache, cut into blocks of 384 rows by 512 columns of it.</summary>
[Trait("Category", "Numeric")]
public sealed class MatMulBlockTests
{
    public static TheoryData<string> Forms =>
        new(MatMulForm.All.Where(form => !form.Name.StartsWith("MultiplyPacked", StringComparison.Ordinal))
        .Select(form => form.Name));

    [Theory]
    [MemberData(nameof(Forms))]
    public void Form_IntegerDataAroundTheBlocks_Exact(string name)
    {
        var form = MatMulForm.Of(name);
        foreach (var (m, n, k) in new[] { (96, 2049, 385), (97, 1025, 769) })
        {
            float[] a = MatMulReference.Integers(m * k, 1), b = MatMulReference.Integers(k * n, 2);
            float[] bias = MatMulReference.Integers(n, 3), c = MatMulReference.Integers(m * n, 4);
            var before = (float[])c.Clone();
            form.Run(a, b, bias, c, m, n, k, Team.Single);
            // Every row of a few columns, every column of a few rows: corners, block edges, tile edges.
            foreach (var i in new[] { 0, 11, 12, 48, m - 1 })
                for (var j = 0; j < n; j++) CheckElement(form, a, b, bias, before, c, (m, n, k), i, j);
            foreach (var j in new[] { 0, 31, 32, n / 2, n - 33, n - 1 })
                for (var i = 0; i < m; i++) CheckElement(form, a, b, bias, before, c, (m, n, k), i, j);
        }
    }

    [Theory]
    [InlineData("MultiplyActivate")]
    [InlineData("MultiplyTransposeA")]
    [InlineData("MultiplyTransposeB+=")]
    public void Form_AnyNumberOfParts_SameBits(string name)
    {
        var form = MatMulForm.Of(name);
        // The first is shared by columns, the second by rows.
        foreach (var (m, n, k) in new[] { (97, 1025, 769), (97, 33, 23_900) })
            form.AssertSameBitsInAnyParts(m, n, k);
    }

    [Fact]
    public void Multiply_RealData_WithinTheDotTolerance()
    {
        const int M = 100, N = 1030, K = 800;
        float[] a = MatMulReference.Reals(M * K, 1), b = MatMulReference.Reals(K * N, 2), c = new float[M * N];
        MatMul.Multiply(a, b, c, M, N, K, accumulate: false, Team.Single);
        var expected = MatMulReference.Multiply(a, K, 1, b, N, 1, M, N, K);
        var scale = MatMulReference.Magnitude(a, K, 1, b, N, 1, M, N, K);
        for (var i = 0; i < c.Length; i++)
            Assert.True(Math.Abs(c[i] - expected[i]) <= 8 / 16777216.0 * scale[i], $"at {i}: {c[i]}, not {expected[i]}");
    }

    [Fact]
    public void Multiply_NotANumberInA_ReachesItsRowAlone()
    {
        const int M = 97, N = 1030, K = 800, Row = 50;
        float[] a = MatMulReference.Integers(M * K, 1), b = MatMulReference.Integers(K * N, 2), c = new float[M * N];
        a[Row * K + 500] = float.NaN;
        MatMul.Multiply(a, b, c, M, N, K, accumulate: false, Team.Single);
        for (var i = 0; i < c.Length; i++)
            Assert.True(float.IsNaN(c[i]) == (i / N == Row), $"row {i / N}, column {i % N}: {c[i]}");
    }

    [Fact]
    public void Multiply_NotANumberInB_ReachesItsColumnAlone()
    {
        const int M = 97, N = 1030, K = 800, Column = 1029;
        float[] a = MatMulReference.Integers(M * K, 1), b = MatMulReference.Integers(K * N, 2), c = new float[M * N];
        b[799 * N + Column] = float.NaN;
        MatMul.Multiply(a, b, c, M, N, K, accumulate: false, Team.Single);
        for (var i = 0; i < c.Length; i++)
            Assert.True(float.IsNaN(c[i]) == (i % N == Column), $"row {i / N}, column {i % N}: {c[i]}");
    }

    private static void CheckElement(
        MatMulForm form, float[] a, float[] b, float[] bias, float[] before, float[] c, (int M, int N, int K) shape,
        int i, int j)
    {
        var (m, n, k) = shape;
        var sum = (form.Accumulates ? before[i * n + j] : 0.0) + (form.Biased ? bias[j] : 0.0);
        for (var p = 0; p < k; p++)
            sum += (double)a[form.TransposesA ? p * m + i : i * k + p] * b[form.TransposesB ? j * k + p : p * n + j];
        if (form.Activates) sum = Math.Max(sum, 0);
        if (c[i * n + j] != sum) Assert.Fail($"{form} {m}x{n}x{k} at row {i}, column {j}: {c[i * n + j]}, not {sum}");
    }
}
