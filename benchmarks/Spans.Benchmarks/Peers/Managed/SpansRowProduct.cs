using Spans.Activations;
using Spans.Kernels;
using Spans.Memory;
using Spans.Threading;

namespace Spans.Benchmarks.Peers.Managed;

/// <summary>Spans' product with packed weights, as prediction runs it.</summary>
internal sealed class SpansRowProduct : IWork
{
    private readonly Product _product;
    private readonly Slab _packed;

    public SpansRowProduct(Product product)
    {
        _product = product;
        _packed = Slab.Rent(MatMul.PackedLength(product.K, product.N));
        MatMul.Pack(product.SpanB, _packed.Span, product.K, product.N);
    }

    public void Run(int operations)
    {
        ReadOnlySpan<float> a = _product.SpanA, packed = _packed.Span;
        var c = _product.SpanC;
        int m = _product.M, n = _product.N, k = _product.K;
        for (var i = 0; i < operations; i++) MatMul.MultiplyPacked(a, packed, [], c, m, n, k, new Identity(), Team.Single);
    }

    public void Dispose() => _packed.Dispose();
}
