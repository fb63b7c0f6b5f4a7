using System.Runtime.InteropServices;

namespace Spans.Benchmarks.Peers;

/// <summary>
/// C[m, n] = op(A) · op(B) on memory that every contestant of this process shares, each operand a third of a page further into
/// its first page: where all begin alike, loads of one wait for stores of another whose addresses have the same last 12 bits.
/// A transposed operand is stored the other way round. Random in ±1.
/// </summary>
internal sealed unsafe class Product : IDisposable
{
    private const nuint Page = 4096;

    // In floats: 21 cache lines.
    private const int Stagger = 336;
    private const double Tolerance = 1e-4;

    public Product(int m, int n, int k, bool transposeA = false, bool transposeB = false)
    {
        (M, N, K, TransposeA, TransposeB) = (m, n, k, transposeA, transposeB);
        A = Allocate((nuint)m * (nuint)k);
        B = Allocate((nuint)k * (nuint)n) + Stagger;
        C = Allocate((nuint)m * (nuint)n) + 2 * Stagger;
        var random = new System.Random(1);
        foreach (ref var x in SpanA) x = random.NextSingle() * 2 - 1;
        foreach (ref var x in SpanB) x = random.NextSingle() * 2 - 1;
    }

    public int M { get; }
    public int N { get; }
    public int K { get; }
    public bool TransposeA { get; }
    public bool TransposeB { get; }
    public float* A { get; }
    public float* B { get; }
    public float* C { get; }
    public Span<float> SpanA => new(A, M * K);
    public Span<float> SpanB => new(B, K * N);
    public Span<float> SpanC => new(C, M * N);
    public double Flops => 2.0 * M * N * K;

    public string Name => $"{M}x{N}x{K}{(TransposeA ? " Aᵀ" : "")}{(TransposeB ? " Bᵀ" : "")}";

    /// <summary>
    /// Runs the work once on a cleared C and compares entries with sums in double: nobody is timed for a wrong product.
    /// </summary>
    public void Check(IWork work, string name)
    {
        SpanC.Fill(float.NaN);
        work.Run(1);
        for (var t = 0; t < 64; t++)
        {
            var (i, j) = (t * 7919 % M, t * 104_729 % N);
            var (sum, scale) = (0.0, 1e-3);
            for (var k = 0; k < K; k++)
            {
                var a = A[TransposeA ? (long)k * M + i : (long)i * K + k];
                var term = (double)a * B[TransposeB ? (long)j * K + k : (long)k * N + j];
                sum += term;
                scale += Math.Abs(term);
            }
            var value = C[(long)i * N + j];
            if (!(Math.Abs(value - sum) <= Tolerance * scale))
                throw new InvalidOperationException($"{name} gives {value} at [{i}, {j}] of {Name}, not {sum}.");
        }
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(A);
        NativeMemory.AlignedFree(B - Stagger);
        NativeMemory.AlignedFree(C - 2 * Stagger);
    }

    private static float* Allocate(nuint length)
    {
        var bytes = ((length + 2 * Stagger) * sizeof(float) + Page - 1) / Page * Page;
        var memory = NativeMemory.AlignedAlloc(bytes, Page);
        NativeMemory.Clear(memory, bytes);
        return (float*)memory;
    }
}
