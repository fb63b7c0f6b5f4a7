using System.Runtime.CompilerServices;
using Spans.Activations;
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

    /// <summary>
    /// The largest f(sum + bias). Adding and rectifying never change which is the larger, so they wait until one is left; other
    /// activations need not rise.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly V Pool<TActivation>(V bias, TActivation f) where TActivation : struct, IActivation
    {
        if (typeof(TActivation) != typeof(Relu) && typeof(TActivation) != typeof(Identity))
            return PoolActivated(_a + bias, _b + bias, _c + bias, _d + bias, f);
        var largest = V.Max(V.Max(_a, _b), V.Max(_c, _d)) + bias;
        return typeof(TActivation) == typeof(Relu) ? V.MaxNative(V.Zero, largest) : largest;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static V PoolActivated<TActivation>(V a, V b, V c, V d, TActivation f) where TActivation : struct, IActivation =>
        V.Max(V.Max(f.Value(a), f.Value(b)), V.Max(f.Value(c), f.Value(d)));
}
