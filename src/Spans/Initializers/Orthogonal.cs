using System.Numerics.Tensors;
using Spans.Random;

namespace Spans.Initializers;

/// <summary>
/// The activation's gain times a random matrix with orthonormal rows or columns, whichever are fewer, each such matrix equally
/// likely; the first axis counts as rows, all others as columns, as in PyTorch's <c>orthogonal_</c>. Allocates 16 bytes an
/// element while it runs. Sources: Saxe et al. 2014; Mezzadri 2007 (the signs).
/// </summary>
public sealed record Orthogonal : IInitializer
{
    /// <inheritdoc/>
    public string Name => "orthogonal";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The parameter's length is not that of its shape.</exception>
    public void Fill(Span<float> parameter, in Fan fan, Rng rng)
    {
        Throw.IfNotLength(parameter.Length, fan.Shape.Elements);
        var rows = fan.Shape.Rank == 0 ? 1 : fan.Shape[0];
        var columns = parameter.Length / rows;
        int length = Math.Max(rows, columns), count = Math.Min(rows, columns);
        var q = Orthonormal(length, count, rng);
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++)
                parameter[i * columns + j] = (float)(fan.Gain * (rows >= columns ? q[j * length + i] : q[i * length + j]));
    }

    // The Q of a QR decomposition of a normal matrix: count vectors of the given length, one after the other.
    private static double[] Orthonormal(int length, int count, Rng rng)
    {
        var a = new double[length * count];
        for (var i = 0; i < a.Length; i++) a[i] = rng.Normal((ulong)i);
        var signs = new double[count];
        for (var k = 0; k < count; k++) signs[k] = Reflect(a, length, count, k);

        // Q = H₀ ⋯ Hₖ times the first columns of the identity, from the right: column j is touched by H₀ … Hⱼ alone.
        var q = new double[length * count];
        for (var j = 0; j < count; j++)
        {
            var column = q.AsSpan(j * length, length);
            column[j] = signs[j];
            for (var k = j; k >= 0; k--) Apply(a.AsSpan(k * length + k, length - k), column[k..]);
        }
        return q;
    }

    // Householder's reflection that takes column k below its diagonal to a multiple of the first axis, applied to the columns
    // behind.
    // Leaves its unit vector times √2 in column k and returns the sign of R's diagonal, so that Q's law does not lean to one
    // side.
    private static double Reflect(double[] a, int length, int count, int k)
    {
        var v = a.AsSpan(k * length + k, length - k);
        var norm = Math.Sqrt(TensorPrimitives.Dot<double>(v, v));
        var sign = v[0] < 0 ? 1.0 : -1.0;
        v[0] -= sign * norm;
        var square = TensorPrimitives.Dot<double>(v, v);
        if (square > 0) TensorPrimitives.Multiply(v, Math.Sqrt(2 / square), v);
        for (var j = k + 1; j < count; j++) Apply(v, a.AsSpan(j * length + k, length - k));
        return sign;
    }

    private static void Apply(ReadOnlySpan<double> v, Span<double> x) =>
        TensorPrimitives.MultiplyAdd(v, -TensorPrimitives.Dot<double>(v, x), x, x);
}
