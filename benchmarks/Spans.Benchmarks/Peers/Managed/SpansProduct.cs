using Spans.Kernels;
using Spans.Memory;
using Spans.Threading;

namespace Spans.Benchmarks.Peers.Managed;

/// <summary>Spans' matrix product in the form the operands ask for.</summary>
internal sealed class SpansProduct(Product p, int threads) : IWork
{
    private readonly Team _team = Teams.Of(threads);
    private readonly Slab _scratch = Slab.Rent(p.TransposeB ? MatMul.TransposeBScratch(p.N, p.K) : 0);

    public void Run(int operations)
    {
        // What a caller has at hand is not asked for anew for every product.
        ReadOnlySpan<float> a = p.SpanA, b = p.SpanB;
        var c = p.SpanC;
        int m = p.M, n = p.N, k = p.K;
        if (p.TransposeA)
            for (var i = 0; i < operations; i++) MatMul.MultiplyTransposeA(a, b, c, m, n, k, accumulate: false, _team);
        else if (p.TransposeB)
            for (var i = 0; i < operations; i++)
                MatMul.MultiplyTransposeB(a, b, c, m, n, k, accumulate: false, _scratch.Span, _team);
        else
            for (var i = 0; i < operations; i++) MatMul.Multiply(a, b, c, m, n, k, accumulate: false, _team);
    }

    public void Dispose() => _scratch.Dispose();
}
