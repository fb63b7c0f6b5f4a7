namespace Spans.Benchmarks.Kernels;

/// <summary>A product of one of the networks or a square one: c[m, n] = op(a) op(b).</summary>
public sealed record GemmShape(int M, int N, int K, bool TransposesA = false, bool TransposesB = false, bool Packed = false)
{
    /// <summary>The shapes with a bar.</summary>
    public static IReadOnlyList<GemmShape> All { get; } =
    [
        new(16, 16, 16), new(32, 32, 32), new(64, 64, 64), new(128, 128, 128), new(256, 256, 256), new(512, 512, 512),
        new(1024, 1024, 1024), new(2048, 2048, 2048),
        new(32, 128, 784), new(128, 512, 784), new(128, 512, 512),
        new(784, 512, 128, TransposesA: true), new(128, 784, 512, TransposesB: true),
        new(128, 10, 512), new(512, 10, 128, TransposesA: true), new(128, 512, 10, TransposesB: true),
        new(784, 128, 32, TransposesA: true), new(128, 10, 32, TransposesA: true), new(32, 128, 10, TransposesB: true),
        new(32, 10, 128),
        new(64, 64, 8), new(64, 64, 64, TransposesA: true), new(64, 64, 64, TransposesB: true), new(64, 1, 64),
        new(64, 1, 64, TransposesA: true),
        new(64, 64, 1, TransposesB: true),
        new(1, 64, 64, Packed: true), new(1, 128, 784, Packed: true), new(1, 512, 784, Packed: true),
        new(1, 512, 512, Packed: true),
        new(1, 64, 16, Packed: true), new(1, 4, 64, Packed: true), new(1, 10, 128, Packed: true), new(1, 10, 512, Packed: true),
        new(64, 512, 784, Packed: true), new(64, 10, 512, Packed: true),
        new(1, 512, 784), new(1, 784, 512, TransposesB: true),
    ];

    public double Flops => 2.0 * M * N * K;

    public override string ToString() =>
        $"{M}x{N}x{K}{(TransposesA ? " Aᵀ" : "")}{(TransposesB ? " Bᵀ" : "")}{(Packed ? " packed" : "")}";
}
