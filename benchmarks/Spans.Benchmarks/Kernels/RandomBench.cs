using BenchmarkDotNet.Attributes;
using Spans.Kernels;
using Spans.Memory;
using Spans.Random;
using Spans.Threading;

namespace Spans.Benchmarks.Kernels;

/// <summary>What does an element of noise cost?</summary>
[MemoryDiagnoser]
public class RandomBench
{
    private readonly Rng _rng = new(1, 2, 3);
    private readonly int[] _order = new int[60_000];
    private Slab _x = Slab.Rent(0);
    private Slab _y = Slab.Rent(0);

    [Params(4_096, 65_536)]
    public int Elements { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _x = RandomSlab.Normal(Elements, 1);
        _y = Slab.Rent(Elements);
    }

    [Benchmark]
    public void DropoutHalf() => Dropout.Apply(_rng, 0, _x.Span, _y.Span, 0.5f, 2, Team.Single);

    [Benchmark]
    public void Uniform() => RngFill.Uniform(_rng, 0, _y.Span, -1, 1);

    [Benchmark]
    public void Normal() => RngFill.Normal(_rng, 0, _y.Span);

    [Benchmark]
    public void Permutation60000() => RngFill.Permutation(_rng, _order);

    [GlobalCleanup]
    public void Return()
    {
        _x.Dispose();
        _y.Dispose();
    }
}
