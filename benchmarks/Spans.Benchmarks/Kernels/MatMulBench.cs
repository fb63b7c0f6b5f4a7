using BenchmarkDotNet.Attributes;
using Spans.Kernels;
using Spans.Threading;

namespace Spans.Benchmarks.Kernels;

/// <summary>
/// How long a matrix product takes on one thread; <c>gemm</c> and <c>peers</c> show it as a share of the multiply-add peak.
/// </summary>
[MemoryDiagnoser]
public class MatMulBench
{
    private float[] _a = [];
    private float[] _b = [];
    private float[] _c = [];

    [Params(64, 256)]
    public int Size { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _a = new float[Size * Size];
        _b = new float[Size * Size];
        _c = new float[Size * Size];
        for (var i = 0; i < _a.Length; i++) (_a[i], _b[i]) = (MathF.Sin(i), MathF.Cos(i));
    }

    [Benchmark]
    public void Multiply() => MatMul.Multiply(_a, _b, _c, Size, Size, Size, accumulate: false, Team.Single);
}
