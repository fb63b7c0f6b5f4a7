namespace Spans.Core.Tests.Kernels;

/// <summary>Matrix products by the definition, in double.</summary>
internal static class MatMulReference
{
    /// <summary>
    /// Integers from −4 to 4: every product and sum of up to 10^6 of them is exact in float, whatever the order.
    /// </summary>
    public static float[] Integers(int length, int seed)
    {
        var random = new System.Random(seed);
        var values = new float[length];
        for (var i = 0; i < length; i++) values[i] = random.Next(-4, 5);
        return values;
    }

    /// <summary>
    /// Values between −1 and 1, as weights and gradients are: signs mixed, so that sums wander rather than grow.
    /// </summary>
    public static float[] Reals(int length, int seed)
    {
        var random = new System.Random(seed);
        var values = new float[length];
        for (var i = 0; i < length; i++) values[i] = random.NextSingle() * 2 - 1;
        return values;
    }

    /// <summary>a[m, k] · b[k, n], a and b given by row and column strides.</summary>
    public static double[] Multiply(float[] a, int aRow, int aColumn, float[] b, int bRow, int bColumn, int m, int n, int k)
    {
        var c = new double[m * n];
        for (var i = 0; i < m; i++)
            for (var p = 0; p < k; p++)
            {
                double x = a[i * aRow + p * aColumn];
                for (var j = 0; j < n; j++) c[i * n + j] += x * b[p * bRow + j * bColumn];
            }
        return c;
    }

    /// <summary>Σ|a||b| for every element: the scale of its rounding error.</summary>
    public static double[] Magnitude(float[] a, int aRow, int aColumn, float[] b, int bRow, int bColumn, int m, int n, int k) =>
        Multiply(Array.ConvertAll(a, Math.Abs), aRow, aColumn, Array.ConvertAll(b, Math.Abs), bRow, bColumn, m, n, k);
}
