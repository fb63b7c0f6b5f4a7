using BenchmarkDotNet.Attributes;
using Spans.Benchmarks.Peers;
using Spans.Benchmarks.Peers.Managed;
using Spans.Kernels;
using Spans.Memory;

namespace Spans.Benchmarks.Kernels;

/// <summary>How long a convolution of 64 samples takes: forward, input gradient, weight gradient.</summary>
[MemoryDiagnoser]
public class ConvolutionBench
{
    private SpansConvolution _work = null!;

    public static IEnumerable<ConvolutionCase> Cases =>
        [new(1, 28, 6, 5, 2), new(6, 14, 16, 5, 0), new(3, 32, 32, 3, 1), new(32, 32, 32, 3, 1), new(32, 16, 64, 3, 1),
            new(64, 16, 64, 3, 1)];

    [ParamsSource(nameof(Cases))]
    public ConvolutionCase Case { get; set; } = null!;

    [ParamsAllValues]
    public ConvolutionPart Part { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; } = 1;

    [GlobalSetup]
    public void SetUp() => _work = new SpansConvolution(Case, Part, Threads);

    [GlobalCleanup]
    public void CleanUp() => _work.Dispose();

    [Benchmark]
    public void Convolve() => _work.Run(1);
}

/// <summary>How long pooling of 64 samples takes, forward and back.</summary>
/// <remarks>
/// Means window by window, without lanes, took 570 to 1,240 and 430 to 560 µs forward and back of 6 channels of 28 on one thread,
/// 170 and 180 of 16 of 10, 3,350 and 3,720 of 32 of 32, 1,670 and 1,640 of 64 of 16; a training step of LeNet with average pools
/// 2.15 ms (two threads: 1.1), now 0.98 (0.53) as with maximum pools, its forward pass of 64 images 980 µs, now 375. What lost,
/// forward on one thread beside 28, 25, 115 and 131 µs: both rows added first, which saves two permutes of four and gives other
/// bits, 29, 31, 137 and 177; two rows of windows in a register where one leaves half of it empty, 28, 24, 116 and 76: faster for
/// images 16 wide alone.
/// </remarks>
[MemoryDiagnoser]
public class PoolingBench
{
    private PoolingShape _shape;
    private Slab _x = null!, _y = null!, _dx = null!;

    /// <summary>Channels of square images, halved: LeNet's two and the network with batch norm's two.</summary>
    [Params(6, 16, 32, 64)]
    public int Channels { get; set; } = 6;

    [Params(1, 2)]
    public int Threads { get; set; } = 1;

    [GlobalSetup]
    public void SetUp()
    {
        var size = Channels switch { 6 => 28, 16 => 10, 32 => 32, _ => 16 };
        _shape = new PoolingShape
        {
            Channels = Channels, Height = size, Width = size, WindowHeight = 2, WindowWidth = 2, StrideY = 2, StrideX = 2,
        };
        _x = RandomSlab.Normal(ConvolutionCase.Batch * _shape.InputLength, 1);
        _dx = Slab.Rent(_x.Span.Length);
        _y = Slab.Rent(ConvolutionCase.Batch * _shape.OutputLength);
        Forward();
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _x.Dispose();
        _y.Dispose();
        _dx.Dispose();
    }

    [Benchmark]
    public void Forward() => MaxPooling.Forward(_shape, _x.Span, _y.Span, ConvolutionCase.Batch, Teams.Of(Threads));

    [Benchmark]
    public void Backward() =>
        MaxPooling.Backward(_shape, _x.Span, _y.Span, _y.Span, _dx.Span, ConvolutionCase.Batch, Teams.Of(Threads));

    [Benchmark]
    public void AverageForward() =>
        AveragePooling.Forward(_shape, countPadding: true, _x.Span, _y.Span, ConvolutionCase.Batch, Teams.Of(Threads));

    [Benchmark]
    public void AverageBackward() =>
        AveragePooling.Backward(_shape, countPadding: true, _y.Span, _dx.Span, ConvolutionCase.Batch, Teams.Of(Threads));
}
