using BenchmarkDotNet.Attributes;

namespace Spans.Benchmarks.Steps;

/// <summary>How long one training step takes: forward, loss, backward, update.</summary>
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
