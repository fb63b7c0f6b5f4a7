using BenchmarkDotNet.Attributes;
using Spans.Chains;
using Spans.Data;
using Spans.Layers;
using Spans.Losses;
using Spans.Memory;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Training;

namespace Spans.Benchmarks.Layers;

/// <summary>
/// How long does a training step of one layer take, for each kind in the catalogue: forward, MSE, backward, SGD; batch 64?
/// </summary>
[MemoryDiagnoser]
public class LayerStepBench
{
    private const int Rows = 64;
    private readonly Dictionary<string, (ILayer Layer, Shape Input)> _layers =
        LayerCatalogue.All.ToDictionary(entry => entry.Name, entry => (entry.Examples[0].Layer, entry.Examples[0].Input));
    private Network? _network;
    private Trainer? _trainer;
    private float[] _inputs = [];
    private float[] _values = [];

    [ParamsSource(nameof(Names))]
    public string Layer { get; set; } = "";

    public IEnumerable<string> Names => _layers.Keys;

    [GlobalSetup]
    public void Prepare()
    {
        var (layer, input) = _layers[Layer];
        _network = new Network(input, [layer], seed: 1);
        _trainer = new Trainer(
            _network, new MeanSquaredError(), new Sgd { LearningRate = 1e-6f }, new TrainerOptions { BatchSize = Rows });
        _inputs = new float[Rows * input.Elements];
        // Whole numbers from 0 to 6, so that an embedding finds its rows.
        for (var i = 0; i < _inputs.Length; i++) _inputs[i] = i * 5 % 7;
        _values = new float[Rows * _network.Output.Elements];
    }

    [Benchmark]
    public double Step() => _trainer!.Step(new Batch { Inputs = _inputs, Values = _values, Count = Rows }).Loss;

    [GlobalCleanup]
    public void Return()
    {
        _trainer?.Dispose();
        _network?.Dispose();
    }
}
