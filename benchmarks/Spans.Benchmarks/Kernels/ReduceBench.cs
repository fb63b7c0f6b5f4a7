using BenchmarkDotNet.Attributes;
using Spans.Kernels;
using Spans.Memory;
using Spans.Threading;

namespace Spans.Benchmarks.Kernels;

/// <summary>How long do sums take, from the first cache, the second and beyond?</summary>
[MemoryDiagnoser]
public class ReduceBench
{
    private const int Columns = 128;
    private Slab _x = Slab.Rent(0);
    private Slab _y = Slab.Rent(0);
    private readonly float[] _sums = new float[Columns];

    [Params(4_096, 102_400, 1 << 20)]
    public int Length { get; set; } = 4_096;

    [GlobalSetup]
    public void Prepare()
    {
        _x = RandomSlab.Normal(Length, 1);
        _y = RandomSlab.Normal(Length, 1);
    }

    [Benchmark]
    public double Sum() => Reduce.Sum(_x.Span, Team.Single);

    [Benchmark]
    public double SumOfSquares() => Reduce.SumOfSquares(_x.Span, Team.Single);

    [Benchmark]
    public double Dot() => Reduce.Dot(_x.Span, _y.Span, Team.Single);

    /// <summary>The scaled norm, which neither overflows nor underflows.</summary>
    [Benchmark]
    public double Norm() => GradientNorm.Of(_x.Span, Team.Single);

    /// <summary>The gradient of a bias of 128.</summary>
    [Benchmark]
    public void ColumnSums() => Reduce.ColumnSums(_x.Span, _sums, Length / Columns, Columns, accumulate: false, Team.Single);

    [GlobalCleanup]
    public void Return()
    {
        _x.Dispose();
        _y.Dispose();
    }
}
