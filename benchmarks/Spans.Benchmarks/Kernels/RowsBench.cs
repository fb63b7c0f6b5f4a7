using BenchmarkDotNet.Attributes;
using Spans.Kernels;
using Spans.Memory;
using Spans.Threading;

namespace Spans.Benchmarks.Kernels;

/// <summary>How long does softmax take on 128 rows, and the gathering of as many?</summary>
[MemoryDiagnoser]
public class RowsBench
{
    private const int Count = 128;
    private readonly int[] _picks = new int[Count];
    private Slab _x = Slab.Rent(0);
    private Slab _y = Slab.Rent(0);
    private Slab _z = Slab.Rent(0);

    [Params(10, 100, 1000)]
    public int Columns { get; set; } = 10;

    [GlobalSetup]
    public void Prepare()
    {
        _x = RandomSlab.Normal(Count * Columns, 1);
        _y = Slab.Rent(Count * Columns);
        _z = RandomSlab.Normal(Count * Columns, 1);
        Rows.Softmax(_x.Span, _y.Span, Count, Columns, Team.Single);
        for (var i = 0; i < Count; i++) _picks[i] = i * 37 % Count;
    }

    [Benchmark]
    public void Softmax() => Rows.Softmax(_x.Span, _y.Span, Count, Columns, Team.Single);

    /// <summary>Softmax of what is there already: probabilities of probabilities, in place.</summary>
    [Benchmark]
    public void SoftmaxInPlace() => Rows.Softmax(_z.Span, _z.Span, Count, Columns, Team.Single);

    [Benchmark]
    public void SoftmaxBackward() => Rows.SoftmaxBackward(_y.Span, _x.Span, _x.Span, Count, Columns, Team.Single);

    [Benchmark]
    public void GatherRows() => Gather.Rows(_x.Span, Columns, _picks, _y.Span, Team.Single);

    [GlobalCleanup]
    public void Return()
    {
        _x.Dispose();
        _y.Dispose();
        _z.Dispose();
    }
}
