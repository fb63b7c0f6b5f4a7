using System.Runtime.CompilerServices;
using Spans.Activations;
using Spans.Lanes;
using Spans.Threading;

namespace Spans.Kernels;

/// <summary>
/// Functions of one element at a time. An element's result depends on its value alone: not on its place, the length, the
/// alignment or the number of threads. Nothing is allocated.
/// </summary>
public static unsafe partial class Elementwise
{
    /// <summary>Elements that pay for a part of their own.</summary>
    private const int WorthwhilePart = 1 << 16;

    /// <summary>y = f(x).</summary>
    /// <param name="x">[n].</param>
    /// <param name="y">[n]. May be <paramref name="x"/>, but must not overlap it otherwise.</param>
    /// <param name="f">The activation.</param>
    /// <param name="team">Shares the work where that pays.</param>
    /// <exception cref="ArgumentException">The lengths differ, or y overlaps x without being x.</exception>
    public static void Apply<TActivation>(ReadOnlySpan<float> x, Span<float> y, TActivation f, Team team)
        where TActivation : struct, IActivation
    {
        ArgumentNullException.ThrowIfNull(team);
        Throw.IfNotLength(y.Length, x.Length);
        Throw.IfPartialOverlap(x, y, nameof(y));
        fixed (float* px = x, py = y) team.Run(new ApplyJob<TActivation>(px, py, x.Length, f), Parts(x.Length, team));
    }

    /// <summary>dx = dy · f′(x), going back through f.</summary>
    /// <param name="x">[n], or empty where the activation's derivative does not read its input.</param>
    /// <param name="y">[n]: f(x).</param>
    /// <param name="dy">[n].</param>
    /// <param name="dx">[n]. May be any of the inputs, but must not overlap one otherwise.</param>
    /// <param name="f">The activation.</param>
    /// <param name="team">Shares the work where that pays.</param>
    /// <exception cref="ArgumentException">The lengths differ, or dx overlaps an input without being that input.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Derivative<TActivation>(
        ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx, TActivation f, Team team)
        where TActivation : struct, IActivation
    {
        ArgumentNullException.ThrowIfNull(team);
        Throw.IfNotLength(y.Length, dy.Length);
        Throw.IfNotLength(dx.Length, dy.Length);
        if (f.DerivativeReadsInput) Throw.IfNotLength(x.Length, dy.Length);
        Throw.IfPartialOverlap(x, dx, nameof(dx));
        Throw.IfPartialOverlap(y, dx, nameof(dx));
        Throw.IfPartialOverlap(dy, dx, nameof(dx));
        fixed (float* px = x, py = y, pdy = dy, pdx = dx)
            team.Run(new DerivativeJob<TActivation>(px, py, pdy, pdx, dy.Length, f), Parts(dy.Length, team));
    }

    internal static int Parts(int length, Team team) => Math.Clamp(length / WorthwhilePart, 1, team.Members);

    private readonly struct ApplyJob<TActivation>(float* x, float* y, int length, TActivation f) : ITeamJob
        where TActivation : struct, IActivation
    {
        private readonly float* _x = x, _y = y;
        private readonly int _length = length;
        private readonly TActivation _f = f;

        public void Execute(int part, int parts)
        {
            var (start, end) = Stripe.Of(_length, part, parts, Memory.Slab.Granularity);
            if (Width.Wide) ApplyRange<Lanes512, TActivation>(_x + start, _y + start, end - start, _f);
            else ApplyRange<VectorLanes, TActivation>(_x + start, _y + start, end - start, _f);
        }
    }

    private readonly struct DerivativeJob<TActivation>(
        float* x, float* y, float* dy, float* dx, int length, TActivation f) : ITeamJob
        where TActivation : struct, IActivation
    {
        private readonly float* _x = x, _y = y, _dy = dy, _dx = dx;
        private readonly int _length = length;
        private readonly TActivation _f = f;

        public void Execute(int part, int parts)
        {
            var (start, end) = Stripe.Of(_length, part, parts, Memory.Slab.Granularity);
            var x = _f.DerivativeReadsInput ? _x + start : _y + start;
            if (Width.Wide) DerivativeRange<Lanes512, TActivation>(x, _y + start, _dy + start, _dx + start, end - start, _f);
            else DerivativeRange<VectorLanes, TActivation>(x, _y + start, _dy + start, _dx + start, end - start, _f);
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void ApplyRange<V, TActivation>(float* x, float* y, int length, TActivation f)
        where V : struct, ILanes<V> where TActivation : struct, IActivation
    {
        nint i = 0;
        for (; i <= length - Pair<V>.Count; i += Pair<V>.Count) f.Value(Pair<V>.Load(x + i)).Store(y + i);
        for (; i < length; i += V.Count)
        {
            var count = Math.Min(V.Count, length - (int)i);
            f.Value(V.LoadPartial(x + i, count)).StorePartial(y + i, count);
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void DerivativeRange<V, TActivation>(float* x, float* y, float* dy, float* dx, int length, TActivation f)
        where V : struct, ILanes<V> where TActivation : struct, IActivation
    {
        nint i = 0;
        for (; i <= length - Pair<V>.Count; i += Pair<V>.Count)
            (Pair<V>.Load(dy + i) * f.Derivative(Pair<V>.Load(x + i), Pair<V>.Load(y + i))).Store(dx + i);
        for (; i < length; i += V.Count)
        {
            var count = Math.Min(V.Count, length - (int)i);
            var slope = f.Derivative(V.LoadPartial(x + i, count), V.LoadPartial(y + i, count));
            (V.LoadPartial(dy + i, count) * slope).StorePartial(dx + i, count);
        }
    }
}
