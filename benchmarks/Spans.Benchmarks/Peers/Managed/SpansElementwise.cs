using Spans.Activations;
using Spans.Kernels;
using Spans.Memory;
using Spans.Threading;

namespace Spans.Benchmarks.Peers.Managed;

/// <summary>Spans' elementwise driver with one function.</summary>
internal sealed class SpansElementwise<TFunction>(TFunction f, int length) : IWork where TFunction : struct, IActivation
{
    private readonly Slab _x = RandomSlab.Normal(length, deviation: 2);
    private readonly Slab _y = Slab.Rent(length);

    public void Run(int operations)
    {
        for (var i = 0; i < operations; i++) Elementwise.Apply(_x.Span, _y.Span, f, Team.Single);
    }

    public void Dispose()
    {
        _x.Dispose();
        _y.Dispose();
    }
}
