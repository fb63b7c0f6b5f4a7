using BenchmarkDotNet.Attributes;

namespace Spans.Benchmarks.Steps;

/// <summary>How long one training step takes: forward, loss, backward, update.</summary>
/// <remarks>
/// What lost, Adam on one thread, (b) beside 2.03 ms and (a) beside 75 µs: parameters updated as each tile of their gradient is
/// final, 2.11 to 2.37 ms and 83 to 87 µs; after each strip of rows of 12, 24 and 50 thousand parameters, 2.01, 2.10 and 2.23 ms
/// and 76 to 82 µs; c of the gradients' products asked for when a tile begins, 2.39 beside 2.43 ms in a disturbed run, the
/// gradients' own time the same.
/// </remarks>
[MemoryDiagnoser]
public class TrainingStepBench
{
    private TrainingSteps _steps = null!;

    [Params("a", "b", "c", "d", "e")]
    public string Network { get; set; } = "a";

    [Params("sgd", "momentum", "adam")]
    public string Optimizer { get; set; } = "adam";

    [Params(1, 2)]
    public int Threads { get; set; } = 1;

    [GlobalSetup]
    public void SetUp() => _steps = new TrainingSteps(ComparedNetwork.Of(Network), Optimizer, Threads);

    [GlobalCleanup]
    public void CleanUp() => _steps.Dispose();

    [Benchmark]
    public double Step() => _steps.Step();
}
