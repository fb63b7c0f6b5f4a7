using Spans.Kernels;

namespace Spans.Core.Tests.Kernels;

[Trait("Category", "Numeric")]
public class RowProductsTests
{
    [Theory]
    [InlineData(0, 2, 2)]
    [InlineData(1, 1, 1)]
    [InlineData(3, 13, 16)]
    [InlineData(4, 5, 37)]
    [InlineData(5, 17, 1)]
    [InlineData(2, 1, 7)]
    public void Outer_EveryRow_IsTheProductOfItsRowsAndNothingElseIsTouched(int rows, int m, int n)
    {
        var (a, b, stride, offset) = (Counting(rows * m, 1), Counting(rows * n, 2), m * n + 5, 3);
        var y = new float[rows * stride];
        Array.Fill(y, -1);
        RowProducts.Outer(a, b, y, rows, m, n, offset, stride);
        for (var r = 0; r < rows; r++)
            for (var k = 0; k < stride; k++)
            {
                var inside = k - offset;
                var expected = inside >= 0 && inside < m * n ? a[r * m + inside / n] * b[r * n + inside % n] : -1;
                Assert.Equal(expected, y[r * stride + k]);
            }
    }

    [Fact]
    public void Outer_RowTooShort_IsRefused() =>
        Assert.Throws<ArgumentException>(() => RowProducts.Outer(new float[2], new float[2], new float[4], 1, 2, 2, 1, 4));

    private static float[] Counting(int count, int factor) => [.. Enumerable.Range(0, count).Select(i => i * factor % 7 - 3f)];
}
