using BenchmarkDotNet.Attributes;
using Spans.Memory;
using Spans.Networks;

namespace Spans.Benchmarks.Inference;

/// <summary>How long a prediction takes, for one sample and for many.</summary>
[MemoryDiagnoser]
public class PredictionBench
{
    private Predictor _predictor = null!;
    private Slab _input = null!;
    private Slab _output = null!;

    [Params("tiny", "a", "b", "d")]
    public string Network { get; set; } = "a";

    [Params(1, 32)]
    public int Rows { get; set; } = 1;

    [GlobalSetup]
    public void SetUp()
    {
        var compared = ComparedNetwork.Of(Network);
        using var network = compared.Build();
        _predictor = Predictor.Freeze(network, new FreezeOptions { MaxBatch = Rows, Logits = true });
        _input = RandomSlab.Normal(Rows * compared.Sizes[0], deviation: 1);
        _output = Slab.Rent(Rows * compared.Sizes[^1]);
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _predictor.Dispose();
        _input.Dispose();
        _output.Dispose();
    }

    [Benchmark]
    public void Predict() => _predictor.Predict(_input.Span, _output.Span, Rows);
}
