using Spans.Data;
using Spans.Training;

namespace Spans.Benchmarks.Peers.Managed;

/// <summary>Spans' pass over all rows: shuffled, gathered into batches, a step each.</summary>
internal sealed class SpansEpoch : IWork
{
    private readonly Trainer _trainer;
    private readonly BatchLoader _loader;
    private int _epoch;

    public SpansEpoch(string network, string optimizer, int rows, int threads)
    {
        var compared = ComparedNetwork.Of(network);
        _trainer = compared.Train(optimizer, threads);
        _loader = new BatchLoader(compared.Data(rows), compared.Batch, shuffle: true);
    }

    public void Run(int operations)
    {
        for (var i = 0; i < operations; i++)
        {
            _loader.BeginEpoch(_epoch++);
            while (_loader.Next(out var batch))
                if (!_trainer.Step(batch).Updated) throw new InvalidOperationException("The loss is not finite.");
        }
    }

    public void Dispose()
    {
        var network = _trainer.Network;
        _loader.Dispose();
        _trainer.Dispose();
        network.Dispose();
    }
}
