using Spans.Data;
using Spans.Memory;
using Spans.Training;

namespace Spans.Benchmarks;

/// <summary>A trainer and eight batches that its steps take turns with.</summary>
public sealed class TrainingSteps : IDisposable
{
    private readonly ComparedNetwork _network;
    private readonly Trainer _trainer;
    private readonly Dataset _data;
    private readonly Slab _inputs;
    private int _next;

    public TrainingSteps(ComparedNetwork network, string optimizer, int threads)
    {
        _network = network;
        _data = network.Data(network.Batch * ComparedNetwork.Batches);
        _inputs = Slab.Rent(_data.Inputs.Length);
        _data.Inputs.CopyTo(_inputs.Span);
        _trainer = network.Train(optimizer, threads);
    }

    /// <summary>One step on the next batch; its loss.</summary>
    public double Step()
    {
        var rows = _network.Batch;
        var first = _next * rows;
        _next = (_next + 1) % ComparedNetwork.Batches;
        var batch = new Batch
        {
            Inputs = _inputs.Span.Slice(first * _network.Sizes[0], rows * _network.Sizes[0]),
            Labels = _network.Regression ? [] : _data.Labels.Slice(first, rows),
            Values = _network.Regression ? _data.Values.Slice(first * _network.Sizes[^1], rows * _network.Sizes[^1]) : [],
            Count = rows,
        };
        return _trainer.Step(batch).Loss;
    }

    public void Dispose()
    {
        var network = _trainer.Network;
        _trainer.Dispose();
        network.Dispose();
        _inputs.Dispose();
    }
}
