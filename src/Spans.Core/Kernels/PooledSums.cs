using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>The sums of a window's four pixels, one register each.</summary>
internal unsafe struct PooledSums<V> where V : struct, ILanes<V>
{
    private V _a;
    private V _b;
    private V _c;
    private V _d;

    /// <summary>Adds one weight times four registers of pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(float weight, V a, V b, V c, V d)
    {
        var w = V.Broadcast(weight);
        _a = V.MultiplyAdd(w, a, _a);
        _b = V.MultiplyAdd(w, b, _b);
        _c = V.MultiplyAdd(w, c, _c);
        _d = V.MultiplyAdd(w, d, _d);
    }

    /// <summary>Adds two neighbouring pixels of two rows times one register of weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(float* top, float* bottom, V weights)
    {
        _a = V.MultiplyAdd(V.Broadcast(top[0]), weights, _a);
        _b = V.MultiplyAdd(V.Broadcast(top[1]), weights, _b);
        _c = V.MultiplyAdd(V.Broadcast(bottom[0]), weights, _c);
        _d = V.MultiplyAdd(V.Broadcast(bottom[1]), weights, _d);
    }

    /// <summary>What the window gives.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly V Pool<TPooling>(V bias, TPooling pooling) where TPooling : struct, IPooling =>
        pooling.Pool(_a, _b, _c, _d, bias);
}
