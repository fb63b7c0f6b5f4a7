using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>A kind of weight decay: a type parameter of the sweep, so that what is not wanted costs nothing.</summary>
internal interface IUpdateDecay
{
    void Apply<V>(ref V parameter, ref V gradient) where V : struct, ILanes<V>;
}

/// <summary>None.</summary>
internal readonly struct NoDecay : IUpdateDecay
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply<V>(ref V parameter, ref V gradient) where V : struct, ILanes<V> { }
}

/// <summary>g ← g + l2 p;  p ← (1 − shrink) p.</summary>
internal readonly struct QuadraticDecay(float l2, float shrink) : IUpdateDecay
{
    private readonly float _keep = 1 - shrink;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply<V>(ref V parameter, ref V gradient) where V : struct, ILanes<V>
    {
        gradient = V.MultiplyAdd(V.Broadcast(l2), parameter, gradient);
        parameter *= _keep;
    }
}

/// <summary>g ← g + l2 p + l1 sign(p), with sign(0) = 0;  p ← (1 − shrink) p.</summary>
internal readonly struct AbsoluteDecay(float l1, float l2, float shrink) : IUpdateDecay
{
    private readonly QuadraticDecay _quadratic = new(l2, shrink);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply<V>(ref V parameter, ref V gradient) where V : struct, ILanes<V>
    {
        var magnitude = V.Select(V.EqualTo(parameter, V.Zero), V.Zero, V.Broadcast(l1));
        gradient += magnitude | (parameter & V.BroadcastBits(int.MinValue));
        _quadratic.Apply(ref parameter, ref gradient);
    }
}
