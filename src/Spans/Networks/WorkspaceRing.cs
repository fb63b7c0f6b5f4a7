using Spans.Memory;

namespace Spans.Networks;

/// <summary>
/// Workspaces for concurrent callers. A slot is taken with one exchange and given back with one write: a second exchange, and
/// asking for the processor's number, took a tenth of a small prediction. A thread begins at a slot of its own, so that it meets
/// its own memory.
/// </summary>
internal sealed class WorkspaceRing : IDisposable
{
    private readonly Slot[] _slots = new Slot[SlotCount()];
    private readonly int _length;
    private volatile bool _disposed;

    internal WorkspaceRing(int length)
    {
        _length = length;
        for (var i = 0; i < _slots.Length; i++) _slots[i] = new Slot();
    }

    /// <summary>A workspace of the caller's own until it is given back.</summary>
    internal Slot Rent()
    {
        if (_disposed) Throw.Disposed(nameof(Predictor));
        var slots = _slots;
        // Neighbouring threads begin some slots apart: adjacent ones share a cache line.
        var start = 7 * Environment.CurrentManagedThreadId;
        for (var i = 0; i < slots.Length; i++)
        {
            var slot = slots[(start + i) & (slots.Length - 1)];
            if (!slot.TryTake()) continue;
            slot.Workspace ??= Slab.Rent(_length);
            return slot;
        }
        return new Slot { Workspace = Slab.Rent(_length), IsSpare = true };
    }

    internal void Return(Slot slot)
    {
        if (slot.IsSpare || _disposed) slot.Dispose();
        slot.Free();
    }

    public void Dispose()
    {
        _disposed = true;
        foreach (var slot in _slots)
            if (slot.TryTake()) slot.Dispose();
    }

    private static int SlotCount() =>
        (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, 4 * Environment.ProcessorCount));

    /// <summary>One caller's memory.</summary>
    internal sealed class Slot : IDisposable
    {
        private int _taken;

        /// <summary>Rented when the slot is first taken.</summary>
        internal Slab? Workspace { get; set; }

        /// <summary>Whether it was made because every slot of the ring was taken.</summary>
        internal bool IsSpare { get; init; }

        internal bool TryTake() => Volatile.Read(ref _taken) == 0 && Interlocked.Exchange(ref _taken, 1) == 0;

        internal void Free() => Volatile.Write(ref _taken, 0);

        public void Dispose() => Workspace?.Dispose();
    }
}
