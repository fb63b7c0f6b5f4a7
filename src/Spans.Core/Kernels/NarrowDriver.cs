using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// Runs products of few columns, which would leave lanes of c's registers idle, with the lanes along k or along m.
/// </summary>
internal static unsafe class NarrowDriver
{
    private const int ScratchFloats = 12 * 1024;

    /// <summary>
    /// Whether lanes along k are worth their folding (about 20 cycles a row of up to 16 columns) and the transposing of b.
    /// </summary>
    public static bool TakesLanesAlongK(int m, int n, int k)
    {
        if (n > 28 || m < 8 || k < 32) return false;
        var registers = (n + Width.Floats - 1) / Width.Floats;
        // Sixteenths of a cycle of a 16-lane machine: a tile of one register column is bound by loads, one of two is not.
        long tile = (long)m * k * (registers == 1 ? 10 : 16), dot = (long)m * k * n / 2 + m * (320L * registers) + 40L * n * k;
        return dot < tile;
    }

    /// <summary>Whether lanes along m are worth the transposing of c.</summary>
    public static bool TakesLanesAlongM(int m, int n, int k)
    {
        if (n > 28 || m < 2 * Width.Floats || k < 8) return false;
        var registers = (n + Width.Floats - 1) / Width.Floats;
        return n * k + 100 * registers < (registers == 1 ? 20 : 33) * k;
    }

    /// <summary>c[m, n] (mode M)= a · b with dense rows of a: b is transposed on the stack, in blocks of k.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void RunAlongK<V, M, E>(in Product product, E epilogue)
        where V : struct, ILanes<V> where M : struct, ITileMode where E : struct, IEpilogue
    {
        var scratch = stackalloc float[ScratchFloats + 16];
        var transposed = (float*)(((nuint)scratch + 63) & ~(nuint)63);
        var block = ScratchFloats / product.N / V.Count * V.Count;
        for (var p = 0; p < product.K || p == 0; p += block)
        {
            var part = product;
            part.K = Math.Min(block, product.K - p);
            part.A += p;
            part.B = transposed;
            part.BRow = (part.K + V.Count - 1) / V.Count * V.Count;
            Packing.CopyTransposed<V>(product.B + p * product.BRow, product.BRow, part.K, product.N, transposed, part.BRow);
            if (p == 0) DotDriver.Run<V, M>(part);
            else DotDriver.Run<V, Accumulate>(part);
        }
        epilogue.Finish<V>(product.C, product.CRow, product.M, product.N);
    }

    /// <summary>c[m, n] (mode M)= a · b with dense columns of a: tiles of cᵀ, transposed on their way out.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void RunAlongM<V, M, E>(in Product product, E epilogue)
        where V : struct, ILanes<V> where M : struct, ITileMode where E : struct, IEpilogue
    {
        var width = 2 * V.Count;
        var scratch = stackalloc float[28 * width + 16];
        var tile = (float*)(((nuint)scratch + 63) & ~(nuint)63);
        var turned = new Product
        {
            A = product.B, ARow = 1, AColumn = product.BRow, BRow = product.AColumn, C = tile, CRow = width, M = product.N,
            K = product.K,
        };
        for (var i = 0; i < product.M; i += width)
        {
            turned.B = product.A + i;
            turned.N = Math.Min(width, product.M - i);
            ProductDriver.RunTiles<V, Store, NoEpilogue>(turned, default);
            for (var row = 0; row < turned.N; row += V.Count)
                for (var j = 0; j < product.N; j += V.Count)
                    Transpose.Block<V, M>(
                        tile + j * width + row, width, Math.Min(V.Count, product.N - j), Math.Min(V.Count, turned.N - row),
                        product.C + (i + row) * product.CRow + j, product.CRow, Math.Min(V.Count, product.N - j));
            epilogue.Finish<V>(product.C + i * product.CRow, product.CRow, turned.N, product.N);
        }
    }
}
