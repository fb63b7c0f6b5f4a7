using Spans.Memory;
using Spans.Networks;

namespace Spans.Training;

/// <summary>Keeps a copy of the parameters and state that gave the lowest validation loss.</summary>
internal sealed class BestParameters(Network network, bool keep) : IDisposable
{
    private readonly Slab? _parameters = keep ? Slab.Rent(network.Parameters.Length) : null;
    private readonly Slab? _state = keep ? Slab.Rent(network.State.Length) : null;
    private double _loss = double.PositiveInfinity;
    private int _last;

    /// <summary>The best epoch; the last one where none is kept.</summary>
    internal int Epoch { get; private set; }

    /// <summary>Notes an epoch's loss and returns the epochs since the best.</summary>
    internal int Offer(int epoch, double? loss)
    {
        _last = epoch;
        if (_parameters is null || loss is null || loss < _loss)
        {
            Epoch = epoch;
            if (_parameters is not null && loss is not null)
            {
                _loss = loss.Value;
                network.Parameters.CopyTo(_parameters.Span);
                network.State.CopyTo(_state!.Span);
            }
        }
        return _last - Epoch;
    }

    /// <summary>Puts the best back, if any was kept.</summary>
    internal void Restore()
    {
        if (_parameters is null || double.IsPositiveInfinity(_loss)) return;
        _parameters.Span.CopyTo(network.Parameters);
        _state!.Span.CopyTo(network.State);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _parameters?.Dispose();
        _state?.Dispose();
    }
}
