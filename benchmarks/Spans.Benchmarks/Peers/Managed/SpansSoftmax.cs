using Spans.Kernels;
using Spans.Memory;
using Spans.Threading;

namespace Spans.Benchmarks.Peers.Managed;

/// <summary>Spans' softmax of every row.</summary>
internal sealed class SpansSoftmax(int rows, int columns) : IWork
{
    private readonly Slab _x = RandomSlab.Normal(rows * columns, deviation: 1);
    private readonly Slab _y = Slab.Rent(rows * columns);

    public void Run(int operations)
    {
        for (var i = 0; i < operations; i++) Rows.Softmax(_x.Span, _y.Span, rows, columns, Team.Single);
    }

    public void Dispose()
    {
        _x.Dispose();
        _y.Dispose();
    }
}
