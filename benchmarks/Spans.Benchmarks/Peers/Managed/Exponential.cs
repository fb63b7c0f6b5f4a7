using System.Runtime.CompilerServices;
using Spans.Activations;
using Spans.Lanes;

namespace Spans.Benchmarks.Peers.Managed;

/// <summary>eˣ as an activation, to run through the same driver as the others.</summary>
internal readonly struct Exponential : IActivation
{
    public string Name => "exp";

    public bool DerivativeReadsInput => false;

    public float Gain => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<V>(V x) where V : struct, ILanes<V> => LaneMath.Exp(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Derivative<V>(V x, V y) where V : struct, ILanes<V> => y;
}
