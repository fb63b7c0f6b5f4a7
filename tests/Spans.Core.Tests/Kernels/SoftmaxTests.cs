using Spans.Kernels;
using Spans.Testing;
using Spans.Threading;

namespace Spans.Core.Tests.Kernels;

[Trait("Category", "Numeric")]
public sealed class SoftmaxTests
{
    private const float Guard = 12345;

    public static TheoryData<int> Columns => [1, 2, 3, 4, 5, 7, 8, 9, 10, 15, 16, 17, 31, 33, 100];

    [Theory, MemberData(nameof(Columns))]
    public void Softmax_AnyRows_IsThatOfDoubles(int columns)
    {
        for (var rows = 1; rows <= 9; rows++)
        {
            var x = Logits(rows * columns);
            var expected = new double[x.Length];
            for (var row = 0; row < rows; row++)
            {
                var largest = double.NegativeInfinity;
                for (var i = 0; i < columns; i++) largest = Math.Max(largest, x[row * columns + i]);
                var sum = 0.0;
                for (var i = 0; i < columns; i++) sum += Math.Exp(x[row * columns + i] - largest);
                for (var i = 0; i < columns; i++) expected[row * columns + i] = Math.Exp(x[row * columns + i] - largest) / sum;
            }
            var y = new float[x.Length + 1];
            y[^1] = Guard;
            Rows.Softmax(x, y.AsSpan(0, x.Length), rows, columns, Team.Single);
            Tolerance.Relative(5e-6, 1e-30).Check(expected, y.AsSpan(0, x.Length), $"{rows}x{columns}");
            Assert.Equal(Guard, y[^1]);
        }
    }

    [Theory, MemberData(nameof(Columns))]
    public void Softmax_InPlace_GivesTheSameBits(int columns)
    {
        for (var rows = 1; rows <= 9; rows++)
        {
            float[] x = Logits(rows * columns), y = new float[x.Length];
            Rows.Softmax(x, y, rows, columns, Team.Single);
            Rows.Softmax(x, x, rows, columns, Team.Single);
            Tolerance.CheckBits(y, x, $"{rows}x{columns}");
        }
    }

    [Theory, MemberData(nameof(Columns))]
    public void Softmax_RowAlone_HasTheBitsItHasAmongOthers(int columns)
    {
        const int rows = 7;
        float[] x = Logits(rows * columns), together = new float[x.Length], alone = new float[x.Length];
        Rows.Softmax(x, together, rows, columns, Team.Single);
        for (var row = 0; row < rows; row++)
            Rows.Softmax(x.AsSpan(row * columns, columns), alone.AsSpan(row * columns, columns), 1, columns, Team.Single);
        Tolerance.CheckBits(together, alone, $"{columns} columns");
    }

    // Differences of up to 60 between logits of up to 1,000.
    private static float[] Logits(int length)
    {
        var x = new float[length];
        for (var i = 0; i < length; i++) x[i] = 970 + 30 * MathF.Sin(1.7f * i);
        return x;
    }
}
