using System.Runtime.CompilerServices;
using Spans.Lanes;
using Spans.Threading;

namespace Spans.Kernels;

public static unsafe partial class Elementwise
{
    /// <summary>y = a + b.</summary>
    /// <param name="a">[n].</param>
    /// <param name="b">[n].</param>
    /// <param name="y">[n]. May be an input, but must not overlap one otherwise.</param>
    /// <param name="team">Shares the work where that pays.</param>
    /// <exception cref="ArgumentException">The lengths differ, or y overlaps an input without being that input.</exception>
    public static void Add(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y, Team team) =>
        Combine(a, b, y, default(Sum), team, nameof(b));

    /// <summary>y = factor · x.</summary>
    /// <param name="x">[n].</param>
    /// <param name="factor">Any number.</param>
    /// <param name="y">[n]. May be <paramref name="x"/>, but must not overlap it otherwise.</param>
    /// <param name="team">Shares the work where that pays.</param>
    /// <exception cref="ArgumentException">The lengths differ, or y overlaps x without being x.</exception>
    public static void Scale(ReadOnlySpan<float> x, float factor, Span<float> y, Team team) =>
        Combine(x, x, y, new Scaled(factor), team, nameof(x));

    /// <summary>y += factor · x, fused where the hardware fuses.</summary>
    /// <param name="x">[n].</param>
    /// <param name="factor">Any number.</param>
    /// <param name="y">[n]. Must not overlap <paramref name="x"/> unless it is x.</param>
    /// <param name="team">Shares the work where that pays.</param>
    /// <exception cref="ArgumentException">The lengths differ, or y overlaps x without being x.</exception>
    public static void AddScaled(ReadOnlySpan<float> x, float factor, Span<float> y, Team team) =>
        Combine(x, y, y, new ScaledSum(factor), team, nameof(y));

    private static void Combine<TOperation>(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y, TOperation operation, Team team, string nameOfB)
        where TOperation : struct, IOperation
    {
        ArgumentNullException.ThrowIfNull(team);
        Throw.IfNotLength(b.Length, a.Length, nameOfB);
        Throw.IfNotLength(y.Length, a.Length);
        Throw.IfPartialOverlap(a, y, nameof(y));
        Throw.IfPartialOverlap(b, y, nameof(y));
        fixed (float* pa = a, pb = b, py = y)
            team.Run(new CombineJob<TOperation>(pa, pb, py, a.Length, operation), Parts(a.Length, team));
    }

    private interface IOperation
    {
        V Of<V>(V a, V b) where V : struct, ILanes<V>;
    }

    private readonly struct Sum : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V a, V b) where V : struct, ILanes<V> => a + b;
    }

    private readonly struct Scaled(float factor) : IOperation
    {
        private readonly float _factor = factor;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V a, V b) where V : struct, ILanes<V> => a * _factor;
    }

    private readonly struct ScaledSum(float factor) : IOperation
    {
        private readonly float _factor = factor;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V a, V b) where V : struct, ILanes<V> => V.MultiplyAdd(a, V.Broadcast(_factor), b);
    }

    private readonly struct CombineJob<TOperation>(float* a, float* b, float* y, int length, TOperation operation) : ITeamJob
        where TOperation : struct, IOperation
    {
        private readonly float* _a = a, _b = b, _y = y;
        private readonly int _length = length;
        private readonly TOperation _operation = operation;

        public void Execute(int part, int parts)
        {
            var (start, end) = Stripe.Of(_length, part, parts, Memory.Slab.Granularity);
            if (Width.Wide) CombineRange<Lanes512, TOperation>(_a + start, _b + start, _y + start, end - start, _operation);
            else CombineRange<VectorLanes, TOperation>(_a + start, _b + start, _y + start, end - start, _operation);
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void CombineRange<V, TOperation>(float* a, float* b, float* y, int length, TOperation operation)
        where V : struct, ILanes<V> where TOperation : struct, IOperation
    {
        nint i = 0;
        for (; i <= length - V.Count; i += V.Count) operation.Of(V.Load(a + i), V.Load(b + i)).Store(y + i);
        var rest = length - (int)i;
        if (rest > 0) operation.Of(V.LoadPartial(a + i, rest), V.LoadPartial(b + i, rest)).StorePartial(y + i, rest);
    }
}
