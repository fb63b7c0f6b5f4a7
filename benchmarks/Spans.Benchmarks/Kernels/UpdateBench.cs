using BenchmarkDotNet.Attributes;
using Spans.Benchmarks.Peers;
using Spans.Memory;
using Spans.Optimizers;

namespace Spans.Benchmarks.Kernels;

/// <summary>How near is an optimizer's sweep to the memory's bandwidth?</summary>
/// <remarks>
/// What lost, Adam on one thread, each beside the sweep as it is (1M: 183 to 196 µs, 10M: 4.5 to 4.6 ms; the same loop in C: 170
/// to 202 µs, 5.0 to 5.2 ms; reading the four streams alone takes 4.0 ms): stores past the caches 370 µs and 5.2 ms; m and v
/// interleaved 284 µs and 4.7 ms; asked for into the second cache far ahead and into the first near 314 µs and 5.2 ms; the first
/// lines of the next page only 295 µs and 6.3 ms; huge pages 259 µs and 4.5 ms; every second step backwards 178 µs and 4.8 ms, in
/// blocks of 64 Ki 202 beside 206 µs (102,400 alone 14.6 beside 17.0, but steps of (a) and (b) the same).
/// Distances of 16 and 40 lines were within 5 %. In the first cache, bounds looked at in every round and blends from a cleared
/// register made 4,096 parameters 1.0 µs instead of 0.9.
/// </remarks>
[MemoryDiagnoser]
[GigabytesColumn]
public class UpdateBench : IMovesBytes
{
    private IOptimizer _optimizer = new Adam();
    private Slab _parameters = Slab.Rent(0);
    private Slab _gradients = Slab.Rent(0);
    private Slab _state = Slab.Rent(0);
    private double[] _scalars = [];
    private long _number;

    [Params("sgd", "momentum", "adam", "adamw", "lion")]
    public string Optimizer { get; set; } = "";

    [Params(4_096, 102_400, 1 << 20, 10 << 20)]
    public int Parameters { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    // Parameters and state are read and written, gradients are read.
    public double BytesMoved => 4.0 * Parameters * (3 + 2 * OptimizerCatalogue.Get(Optimizer).StatePerParameter);

    [GlobalSetup]
    public void Prepare()
    {
        // A rate so small that a billion steps leave the parameters near their start.
        _optimizer = OptimizerCatalogue.Get(Optimizer, 1e-9f);
        _parameters = RandomSlab.Normal(Parameters, 1);
        _gradients = RandomSlab.Normal(Parameters, 0.01f);
        _state = Slab.Rent(_optimizer.StatePerParameter * Parameters);
        _scalars = new double[_optimizer.Scalars];
    }

    [Benchmark]
    public void Step() => _optimizer.Step(new OptimizerStep
    {
        Parameters = _parameters.Span,
        Gradients = _gradients.Span,
        State = _state.Span,
        Scalars = _scalars,
        Decayed = Parameters,
        Number = ++_number,
        LearningRate = _optimizer.LearningRate,
        Team = Teams.Of(Threads),
    });

    [GlobalCleanup]
    public void Return()
    {
        _parameters.Dispose();
        _gradients.Dispose();
        _state.Dispose();
    }
}
