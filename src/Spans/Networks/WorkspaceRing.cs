using Spans.Memory;

namespace Spans.Networks;

/// <summary>Workspaces for concurrent callers: a slot is taken and given back with one exchange, near the caller's core first.</summary>
internal sealed class WorkspaceRing(int length) : IDisposable
{
    private readonly Slab?[] _slots = new Slab?[Math.Max(16, 4 * Environment.ProcessorCount)];
    private volatile bool _disposed;

    internal Slab Rent()
    {
        if (_disposed) Throw.Disposed(nameof(Predictor));
        var slots = _slots;
        var start = Thread.GetCurrentProcessorId();
        for (var i = 0; i < slots.Length; i++)
        {
            ref var slot = ref slots[(int)((uint)(start + i) % (uint)slots.Length)];
            if (slot is not null && Interlocked.Exchange(ref slot, null) is { } slab) return slab;
        }
        return Slab.Rent(length);
    }

    internal void Return(Slab slab)
    {
        var slots = _slots;
        var start = Thread.GetCurrentProcessorId();
        for (var i = 0; i < slots.Length && !_disposed; i++)
        {
            ref var slot = ref slots[(int)((uint)(start + i) % (uint)slots.Length)];
            if (slot is null && Interlocked.CompareExchange(ref slot, slab, null) is null) return;
        }
        slab.Dispose();
    }

    public void Dispose()
    {
        _disposed = true;
        for (var i = 0; i < _slots.Length; i++) Interlocked.Exchange(ref _slots[i], null)?.Dispose();
    }
}
