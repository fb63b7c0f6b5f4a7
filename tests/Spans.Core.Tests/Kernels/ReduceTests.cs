using Spans.Kernels;
using Spans.Testing;
using Spans.Threading;

namespace Spans.Core.Tests.Kernels;

[Trait("Category", "Numeric")]
public class ReduceTests
{
    [Fact]
    public void SumDotAndSquares_Integers_AreExactForEveryLength()
    {
        foreach (var length in KernelBattery.Lengths.Concat([4095, 4096, 4097, 16384, 16385, 40_000]))
        {
            float[] a = Integers(length, 1), b = Integers(length, 2);
            double sum = 0, dot = 0, squares = 0;
            for (var i = 0; i < length; i++)
            {
                sum += a[i];
                dot += a[i] * b[i];
                squares += a[i] * a[i];
            }
            Assert.Equal(sum, Reduce.Sum(a, Team.Single));
            Assert.Equal(dot, Reduce.Dot(a, b, Team.Single));
            Assert.Equal(squares, Reduce.SumOfSquares(a, Team.Single));
        }
    }

    [Fact]
    public void N5_Sum_ThirtyThreeMillionOnes_IsExact()
    {
        var ones = new float[33_000_000];
        Array.Fill(ones, 1f);
        Assert.Equal(33_000_000.0, Reduce.Sum(ones, Team.Single));
        float[] sums = [0];
        Reduce.ColumnSums(ones, sums, ones.Length, 1, accumulate: false, Team.Single);
        Tolerance.Relative(1e-5).Check(33_000_000.0, sums[0], "the column's sum");
    }

    [Fact]
    public void Dot_Random_StaysWithinTheBoundOfDotProducts()
    {
        foreach (var length in (int[])[10, 100, 1000, 100_000])
        {
            float[] a = KernelBattery.Ordinary(length), b = KernelBattery.Ordinary(length, 2);
            double exact = 0, absolute = 0;
            for (var i = 0; i < length; i++)
            {
                exact += (double)a[i] * b[i];
                absolute += Math.Abs((double)a[i] * b[i]);
            }
            Tolerance.Dot(absolute).Check(exact, Reduce.Dot(a, b, Team.Single), $"dot of {length}");
        }
    }

    [Fact]
    public void N6_Sum_NaNOrInfinity_ComesThrough()
    {
        var x = KernelBattery.Ordinary(100);
        x[71] = float.PositiveInfinity;
        Assert.Equal(double.PositiveInfinity, Reduce.Sum(x, Team.Single));
        x[17] = float.NaN;
        Assert.Equal(double.NaN, Reduce.Sum(x, Team.Single));
        Assert.Equal(double.NaN, Reduce.Dot(x, x, Team.Single));
    }

    [Theory]
    [InlineData(2), InlineData(3), InlineData(4), InlineData(7)]
    public void N7_Sums_AnyTeam_HaveTheSameBits(int members)
    {
        using var team = new Team(members);
        float[] a = KernelBattery.Ordinary(1_000_003), b = KernelBattery.Ordinary(1_000_003, 2);
        Assert.Equal(Reduce.Sum(a, Team.Single), Reduce.Sum(a, team));
        Assert.Equal(Reduce.Dot(a, b, Team.Single), Reduce.Dot(a, b, team));
        float[] alone = new float[1000], shared = new float[1000];
        Reduce.ColumnSums(a.AsSpan(0, 1_000_000), alone, 1000, 1000, accumulate: false, Team.Single);
        Reduce.ColumnSums(a.AsSpan(0, 1_000_000), shared, 1000, 1000, accumulate: false, team);
        Tolerance.CheckBits(alone, shared, "column sums");
    }

    [Fact]
    public void ColumnSums_Integers_AreExactForEveryShapeAndWriteNothingElse()
    {
        foreach (var rows in (int[])[0, 1, 2, 3, 7, 63, 64, 65, 130])
        {
            foreach (var columns in (int[])[0, 1, 3, 4, 5, 7, 8, 9, 10, 15, 16, 17, 31, 33, 63, 64, 65, 100, 129, 200])
            {
                var x = Integers(rows * columns, rows + columns);
                var buffer = new float[columns + 80];
                Array.Fill(buffer, 5f);
                Reduce.ColumnSums(x, buffer.AsSpan(41, columns), rows, columns, accumulate: true, Team.Single);
                for (var i = 0; i < buffer.Length; i++)
                {
                    var sum = 5f;
                    if (i >= 41 && i < 41 + columns)
                        for (var row = 0; row < rows; row++) sum += x[row * columns + i - 41];
                    Assert.Equal(sum, buffer[i]);
                }
                Reduce.ColumnSums(x, buffer.AsSpan(41, columns), rows, columns, accumulate: false, Team.Single);
                for (var j = 0; j < columns; j++)
                {
                    var sum = 0f;
                    for (var row = 0; row < rows; row++) sum += x[row * columns + j];
                    Assert.Equal(sum, buffer[41 + j]);
                }
            }
        }
    }

    [Fact]
    public void ColumnSums_OfAColumn_DoNotDependOnItsPlace()
    {
        var column = KernelBattery.Ordinary(200);
        float[] expected = [0];
        Reduce.ColumnSums(column, expected, 200, 1, accumulate: false, Team.Single);
        foreach (var columns in (int[])[2, 16, 17, 64, 65, 130])
        {
            var x = new float[200 * columns];
            for (var i = 0; i < x.Length; i++) x[i] = column[i / columns];
            var sums = new float[columns];
            Reduce.ColumnSums(x, sums, 200, columns, accumulate: false, Team.Single);
            foreach (var sum in sums) Tolerance.CheckBits(expected, [sum], $"a column among {columns}");
        }
    }

    [Fact]
    public void N6_ColumnSums_NaNInfinityAndLargeBlocks_ComeThrough()
    {
        var x = new float[100 * 3];
        x[3 * 70] = float.NaN;
        x[3 * 80 + 1] = float.NegativeInfinity;
        for (var row = 0; row < 100; row++) x[3 * row + 2] = row % 2 == 0 ? 1e36f : -1e36f;
        var sums = new float[3];
        Reduce.ColumnSums(x, sums, 100, 3, accumulate: false, Team.Single);
        Assert.Equal([float.NaN, float.NegativeInfinity, 0f], sums);
    }

    [Fact]
    public void Reductions_Warm_AllocateNothing()
    {
        float[] x = new float[400_000], sums = new float[100];
        using var team = new Team(2);
        Allocation.None(() =>
        {
            Reduce.Sum(x, team);
            Reduce.Dot(x, x, team);
            Reduce.ColumnSums(x, sums, 4000, 100, accumulate: true, team);
        });
    }

    [Fact]
    public void BadArguments_ThrowBeforeWriting()
    {
        var x = new float[12];
        Assert.Throws<ArgumentException>("b", () => Reduce.Dot(x, x.AsSpan(1), Team.Single));
        Assert.Throws<ArgumentException>("x", () => Reduce.ColumnSums(x, new float[5], 3, 5, false, Team.Single));
        Assert.Throws<ArgumentException>("sums", () => Reduce.ColumnSums(x, new float[3], 3, 4, false, Team.Single));
        Assert.Throws<ArgumentException>("sums", () => Reduce.ColumnSums(x, x.AsSpan(0, 4), 3, 4, false, Team.Single));
        Assert.Throws<ArgumentException>("x", () => Reduce.ColumnSums(x, new float[65536], 65536, 65536, false, Team.Single));
        Assert.Throws<ArgumentOutOfRangeException>("rows", () => Reduce.ColumnSums(x, x, -1, 4, false, Team.Single));
    }

    private static float[] Integers(int length, int seed)
    {
        var random = new System.Random(seed);
        var x = new float[length];
        for (var i = 0; i < length; i++) x[i] = random.Next(-8, 9);
        return x;
    }
}
