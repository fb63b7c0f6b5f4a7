using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra.Single;

namespace Spans.Benchmarks.Peers.Managed;

/// <summary>
/// MathNet.Numerics with its managed provider, into a matrix it is given. It stores columns; the product is of the same shape.
/// </summary>
internal sealed class MathNetProduct(Product p, int threads) : IWork
{
    private readonly DenseMatrix _a = DenseMatrix.Create(p.M, p.K, (i, j) => p.SpanA[i * p.K + j]);
    private readonly DenseMatrix _b = DenseMatrix.Create(p.K, p.N, (i, j) => p.SpanB[i * p.N + j]);
    private readonly DenseMatrix _c = new(p.M, p.N);

    public void Run(int operations)
    {
        Control.UseManaged();
        Control.MaxDegreeOfParallelism = threads;
        for (var i = 0; i < operations; i++) _a.Multiply(_b, _c);
    }

    public void Dispose() { }
}
