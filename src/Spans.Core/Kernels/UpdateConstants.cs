using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// Up to eight constants of an update rule, each in every lane of a register. Broadcast once before the sweep: the JIT does not
/// move a broadcast out of a loop by itself, and one from memory in every round costs 5 to 10 % of Adam.
/// </summary>
public readonly struct UpdateConstants<V> where V : struct, ILanes<V>
{
    /// <summary>The first constant.</summary>
    public V A { get; }

    /// <summary>The second constant.</summary>
    public V B { get; }

    /// <summary>The third constant.</summary>
    public V C { get; }

    /// <summary>The fourth constant.</summary>
    public V D { get; }

    /// <summary>The fifth constant.</summary>
    public V E { get; }

    /// <summary>The sixth constant.</summary>
    public V F { get; }

    /// <summary>The seventh constant.</summary>
    public V G { get; }

    /// <summary>The eighth constant.</summary>
    public V H { get; }

    /// <summary>Broadcasts the constants that a rule has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public UpdateConstants(float a = 0, float b = 0, float c = 0, float d = 0, float e = 0, float f = 0, float g = 0, float h = 0)
    {
        A = V.Broadcast(a);
        B = V.Broadcast(b);
        C = V.Broadcast(c);
        D = V.Broadcast(d);
        E = V.Broadcast(e);
        F = V.Broadcast(f);
        G = V.Broadcast(g);
        H = V.Broadcast(h);
    }
}
