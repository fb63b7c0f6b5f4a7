using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>What scales and clamps gradients: a type parameter of the sweep, so that what is not wanted costs nothing.</summary>
internal interface IUpdateBounds
{
    void Apply<V>(ref V gradient) where V : struct, ILanes<V>;
}

/// <summary>None.</summary>
internal readonly struct NoBounds : IUpdateBounds
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply<V>(ref V gradient) where V : struct, ILanes<V> { }
}

/// <summary>g ← min(limit, max(−limit, scale g)).</summary>
internal readonly struct UpdateBounds(float scale, float limit) : IUpdateBounds
{
    private readonly float _lower = -limit;

    // NaN comes through the native minimum and maximum from the right.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply<V>(ref V gradient) where V : struct, ILanes<V> =>
        gradient = V.MinNative(V.Broadcast(limit), V.MaxNative(V.Broadcast(_lower), gradient * scale));
}
