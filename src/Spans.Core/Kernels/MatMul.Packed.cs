using Spans.Activations;
using Spans.Threading;

namespace Spans.Kernels;

public static unsafe partial class MatMul
{
    /// <summary>The floats that b[k, n] takes once packed by <see cref="Pack"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An extent is negative, or the panels would pass 2^31 − 1 floats.</exception>
    public static int PackedLength(int k, int n)
    {
        Throw.IfNegative(k);
        Throw.IfNegative(n);
        return Bounded(new PackedLayout(k, n).Length, n);
    }

    /// <summary>
    /// Lays b[k, n] out for <see cref="MultiplyPacked{TActivation}"/>: once, for weights that no longer change.
    /// </summary>
    /// <param name="b">[k, n].</param>
    /// <param name="packed"><see cref="PackedLength"/>(k, n) floats, best on a 64-byte boundary. Must not overlap
    /// <paramref name="b"/>.</param>
    /// <param name="k">Rows of b.</param>
    /// <param name="n">Columns of b.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, or packed overlaps b.</exception>
    public static void Pack(ReadOnlySpan<float> b, Span<float> packed, int k, int n)
    {
        Throw.IfNegative(k);
        Throw.IfNegative(n);
        Throw.IfNotLength(b.Length, (long)k * n);
        Throw.IfNotLength(packed.Length, PackedLength(k, n));
        Throw.IfOverlap(b, packed, nameof(packed));
        fixed (float* pb = b, pPacked = packed) PackedDriver.Pack(pb, pPacked, new PackedLayout(k, n));
    }

    /// <summary>c[m, n] = f(a[m, k] · b[k, n] + bias[n]) with b packed: prediction, fast for one row and for many. A row's result
    /// does not depend on the other rows or on their number, to the bit.</summary>
    /// <param name="a">[m, k].</param>
    /// <param name="packed">b, as <see cref="Pack"/> left it.</param>
    /// <param name="bias">[n], or empty: then nothing is added.</param>
    /// <param name="c">[m, n]. Must not overlap any other argument.</param>
    /// <param name="m">Rows of a and c, zero or more.</param>
    /// <param name="n">Columns of b and c.</param>
    /// <param name="k">Columns of a, rows of b.</param>
    /// <param name="f">The activation.</param>
    /// <param name="team">Shares the work where that pays.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, or c overlaps another argument.</exception>
    public static void MultiplyPacked<TActivation>(
        ReadOnlySpan<float> a, ReadOnlySpan<float> packed, ReadOnlySpan<float> bias, Span<float> c,
        int m, int n, int k, TActivation f, Team team) where TActivation : struct, IActivation
    {
        ArgumentNullException.ThrowIfNull(team);
        Throw.IfNegative(m);
        Throw.IfNegative(n);
        Throw.IfNegative(k);
        var layout = new PackedLayout(k, n);
        Throw.IfNotLength(packed.Length, layout.Length);
        Throw.IfNotLength(a.Length, (long)m * k);
        Throw.IfNotLength(c.Length, (long)m * n);
        Throw.IfOverlap(a, c, nameof(c));
        Throw.IfOverlap(packed, c, nameof(c));
        CheckBias(bias, c, n);
        fixed (float* pa = a, pPacked = packed, pc = c, pBias = bias)
        {
            var epilogue = new ActivationEpilogue<TActivation>(f, 0);
            if (m == 1 && ProductDriver.Parts((long)n * k, team) == 1)
            {
                var back = CacheTurn.Backwards(packed.Length);
                if (pBias == null)
                    PackedDriver.RunRow<Store, ActivationEpilogue<TActivation>>(pa, pPacked, null, pc, layout, back, epilogue);
                else PackedDriver.RunRow<Bias, ActivationEpilogue<TActivation>>(pa, pPacked, pBias, pc, layout, back, epilogue);
                return;
            }
            var product =
                new Product { A = pa, ARow = k, AColumn = 1, B = pPacked, C = pc, CRow = n, Bias = pBias, M = m, N = n, K = k };
            if (pBias == null) PackedDriver.Run<Store, ActivationEpilogue<TActivation>>(product, layout, epilogue, team);
            else PackedDriver.Run<Bias, ActivationEpilogue<TActivation>>(product, layout, epilogue, team);
        }
    }
}
