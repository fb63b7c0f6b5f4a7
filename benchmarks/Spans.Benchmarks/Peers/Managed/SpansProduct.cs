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
        for (var i = 0; i < operations; i++)
            if (p.TransposeA) MatMul.MultiplyTransposeA(p.SpanA, p.SpanB, p.SpanC, p.M, p.N, p.K, accumulate: false, _team);
            else if (p.TransposeB)
                MatMul.MultiplyTransposeB(p.SpanA, p.SpanB, p.SpanC, p.M, p.N, p.K, accumulate: false, _scratch.Span, _team);
            else MatMul.Multiply(p.SpanA, p.SpanB, p.SpanC, p.M, p.N, p.K, accumulate: false, _team);
    }

    public void Dispose() => _scratch.Dispose();
}
