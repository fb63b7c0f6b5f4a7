using System.Runtime.CompilerServices;
using Spans.Activations;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// What a 2x2 window gives of the four sums of a convolution: the bits of activating them all and then pooling.
/// </summary>
internal interface IPooling
{
    /// <summary>The window's result of the sums, row by row, to each of which the bias is still to be added.</summary>
    V Pool<V>(V a, V b, V c, V d, V bias) where V : struct, ILanes<V>;
}

/// <summary>The largest f(sum + bias).</summary>
internal readonly struct LargestOf<TActivation>(TActivation f) : IPooling
    where TActivation : struct, IActivation
{
    private readonly TActivation _f = f;

    // Adding and rectifying never change which is the larger, so they wait until one is left; other activations need not rise.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Pool<V>(V a, V b, V c, V d, V bias) where V : struct, ILanes<V>
    {
        if (typeof(TActivation) != typeof(Relu) && typeof(TActivation) != typeof(Identity))
            return PoolActivated(a + bias, b + bias, c + bias, d + bias, _f);
        var largest = V.Max(V.Max(a, b), V.Max(c, d)) + bias;
        return typeof(TActivation) == typeof(Relu) ? V.MaxNative(V.Zero, largest) : largest;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static V PoolActivated<V>(V a, V b, V c, V d, TActivation f) where V : struct, ILanes<V> =>
        V.Max(V.Max(f.Value(a), f.Value(b)), V.Max(f.Value(c), f.Value(d)));
}

/// <summary>The mean of the four f(sum + bias), added up row by row as <see cref="AveragePooling"/> does.</summary>
internal readonly struct MeanOf<TActivation>(TActivation f) : IPooling
    where TActivation : struct, IActivation
{
    private readonly TActivation _f = f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Pool<V>(V a, V b, V c, V d, V bias) where V : struct, ILanes<V>
    {
        (a, b, c, d) = (a + bias, b + bias, c + bias, d + bias);
        if (typeof(TActivation) == typeof(Identity)) return Mean(a, b, c, d);
        if (typeof(TActivation) == typeof(Relu))
            return Mean(V.MaxNative(V.Zero, a), V.MaxNative(V.Zero, b), V.MaxNative(V.Zero, c), V.MaxNative(V.Zero, d));
        return PoolActivated(a, b, c, d, _f);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static V PoolActivated<V>(V a, V b, V c, V d, TActivation f) where V : struct, ILanes<V> =>
        Mean(f.Value(a), f.Value(b), f.Value(c), f.Value(d));

    // From 0 on, so that a mean of −0 is 0; a quarter is exact, as dividing by 4 is.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Mean<V>(V a, V b, V c, V d) where V : struct, ILanes<V> => (V.Zero + a + b + c + d) * 0.25f;
}
