using Spans.Memory;
using Spans.Networks;

namespace Spans.Training;

/// <summary>Keeps a copy of the parameters and state that gave the lowest validation loss.</summary>
internal sealed class BestParameters(Network network, bool keep) : IDisposable
{
    private readonly Slab? _parameters = keep ? Slab.Rent(network.Parameters.Length) : null;
    private readonly Slab? _state = keep ? Slab.Rent(network.State.Length) : null;
    private int _last;

    /// <summary>The best epoch; the last one where none is kept.</summary>
    internal int Epoch { get; private set; }

    /// <summary>Its loss.</summary>
    internal double Loss { get; private set; } = double.PositiveInfinity;

    /// <summary>Epochs since the best.</summary>
    internal int Stale => _last - Epoch;

    /// <summary>Whether there is a copy.</summary>
    internal bool IsKept => _parameters is not null && !double.IsPositiveInfinity(Loss);

    /// <summary>Whether the copy is in the network, and what the network held is here.</summary>
    internal bool IsInNetwork { get; private set; }

    internal Span<float> Parameters => _parameters is null ? default : _parameters.Span;

    internal Span<float> State => _state is null ? default : _state.Span;

    /// <summary>Notes an epoch's loss.</summary>
    internal void Offer(int epoch, double? loss)
    {
        _last = epoch;
        if (_parameters is not null && loss is not null && !(loss < Loss)) return;
        Epoch = epoch;
        if (_parameters is null || loss is null) return;
        Loss = loss.Value;
        network.Parameters.CopyTo(Parameters);
        network.State.CopyTo(State);
    }

    /// <summary>Stands as after <paramref name="last"/> epochs of which <paramref name="epoch"/> was the best.</summary>
    internal void GoTo(int last, int epoch, double loss) => (_last, Epoch, Loss) = (last, epoch, loss);

    /// <summary>Exchanges the copy, if there is one, with what the network holds: done twice, nothing has changed.</summary>
    internal void Exchange()
    {
        if (!IsKept) return;
        Swap(Parameters, network.Parameters);
        Swap(State, network.State);
        IsInNetwork = !IsInNetwork;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _parameters?.Dispose();
        _state?.Dispose();
    }

    private static void Swap(Span<float> a, Span<float> b)
    {
        for (var i = 0; i < a.Length; i++) (a[i], b[i]) = (b[i], a[i]);
    }
}
