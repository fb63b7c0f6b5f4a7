using BenchmarkDotNet.Attributes;
using Spans.Losses;
using Spans.Threading;

namespace Spans.Benchmarks.Kernels;

/// <summary>What does a loss with its gradient cost, for class labels where the loss takes them?</summary>
[MemoryDiagnoser]
public class LossBench
{
    private readonly Dictionary<string, ILoss> _losses =
        LossCatalogue.All.ToDictionary(entry => entry.Name, entry => entry.Example);
    private ILoss _loss = new MeanSquaredError();
    private float[] _prediction = [];
    private float[] _gradient = [];
    private float[] _values = [];
    private int[] _labels = [];

    /// <summary>Rows; each has ten outputs.</summary>
    [Params(32, 4096)]
    public int Batch { get; set; }

    [ParamsSource(nameof(Names))]
    public string Loss { get; set; } = "";

    public IEnumerable<string> Names => _losses.Keys;

    [GlobalSetup]
    public void Prepare()
    {
        _loss = _losses[Loss];
        var random = new System.Random(1);
        _prediction = new float[Batch * 10];
        _gradient = new float[Batch * 10];
        for (var i = 0; i < _prediction.Length; i++) _prediction[i] = 0.05f + 0.9f * random.NextSingle();
        var takesLabels = Loss.Contains("cross-entropy", StringComparison.Ordinal);
        _labels = new int[takesLabels ? Batch : 0];
        _values = new float[takesLabels ? 0 : Batch * _loss.Targets(10)];
        for (var i = 0; i < _labels.Length; i++) _labels[i] = random.Next(10);
        for (var i = 0; i < _values.Length; i++) _values[i] = random.NextSingle();
    }

    [Benchmark]
    public double ValueAndGradient() => _loss.Evaluate(new LossPass
    {
        Prediction = _prediction,
        Batch = Batch,
        Units = 10,
        Values = _values,
        Labels = _labels,
        Scale = 1f / Batch,
        Gradient = _gradient,
        Team = Team.Single,
    });
}
