using System.Runtime.CompilerServices;
using Spans.Activations;
using Spans.Threading;

namespace Spans.Kernels;

public static unsafe partial class MatMul
{
    /// <summary>z[m, n] = a[m, k] · b[k, n] + bias[n], c = f(z): a dense layer in one pass over c.</summary>
    /// <param name="a">[m, k].</param>
    /// <param name="b">[k, n].</param>
    /// <param name="bias">[n], or empty: then nothing is added.</param>
    /// <param name="preactivation">[m, n]: z, or empty: then z is not kept. Must not overlap any other argument.</param>
    /// <param name="c">[m, n]: f(z). Must not overlap any other argument.</param>
    /// <param name="m">Rows of a and c, zero or more.</param>
    /// <param name="n">Columns of b and c, zero or more.</param>
    /// <param name="k">Columns of a, rows of b.</param>
    /// <param name="f">The activation.</param>
    /// <param name="team">Shares the work where that pays.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, or a result overlaps another
    /// argument.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyActivate<TActivation>(ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> bias,
        Span<float> preactivation, Span<float> c, int m, int n, int k, TActivation f, Team team)
            where TActivation : struct, IActivation
    {
        Check(a, b, c, m, n, k, team);
        CheckBias(bias, c, n);
        if (!preactivation.IsEmpty)
        {
            Throw.IfNotLength(preactivation.Length, (long)m * n);
            Throw.IfOverlap(a, preactivation, nameof(preactivation));
            Throw.IfOverlap(b, preactivation, nameof(preactivation));
            Throw.IfOverlap(bias, preactivation, nameof(preactivation));
            Throw.IfOverlap(c, preactivation, nameof(preactivation));
        }
        fixed (float* pa = a, pb = b, pc = c, pz = preactivation, pBias = bias)
        {
            var z = pz == null ? pc : pz;
            var product = new Product
            {
                A = pa, ARow = k, AColumn = 1, B = pb, BRow = n, C = z, CRow = n, Bias = pBias, M = m, N = n, K = k,
            };
            var epilogue = new ActivationEpilogue<TActivation>(f, (nint)(pc - z));
            if (pBias == null) ProductDriver.Run<Store, ActivationEpilogue<TActivation>>(product, epilogue, team);
            else ProductDriver.Run<Bias, ActivationEpilogue<TActivation>>(product, epilogue, team);
        }
    }

    private static void CheckBias(ReadOnlySpan<float> bias, Span<float> c, int n)
    {
        if (bias.IsEmpty) return;
        Throw.IfNotLength(bias.Length, n);
        Throw.IfOverlap(bias, c, nameof(c));
    }
}
