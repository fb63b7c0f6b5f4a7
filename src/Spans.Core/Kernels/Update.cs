using System.Diagnostics;
using System.Runtime.CompilerServices;
using Spans.Lanes;
using Spans.Memory;
using Spans.Threading;

namespace Spans.Kernels;

/// <summary>
/// The one sweep of every optimizer: decay, clipping, the rule and the flush of denormals in a single pass over memory.
/// </summary>
public static unsafe class Update
{
    /// <summary>The most state a rule may keep for each parameter.</summary>
    public const int MaxStates = 3;

    // 5 to 8 µs: a spinning worker takes its part in a fraction of one.
    private const int ElementsPerPart = 40_000;

    // 4 MiB: beyond the second cache. Nearer memory comes by itself, and asking for it costs Adam on 100 thousand parameters a
    // tenth.
    private const long FloatsInCache = 1 << 20;

    // Exponent bits of 2^−63 and 2^−119. A dead unit's moments decay until they are denormal, at three times the cost of every
    // step, and then stay so. 2^−119 leaves room for one more product with a decay, and is nothing beside any epsilon.
    private const int SquaredMask = 0x6000_0000;
    private const int TinyMask = 0x7C00_0000;

    /// <summary>Moves every parameter by <paramref name="rule"/>.</summary>
    /// <param name="rule">The optimizer's formula with this step's constants.</param>
    /// <param name="terms">What happens to gradients and parameters before it.</param>
    /// <param name="parameters">[n], changed.</param>
    /// <param name="gradients">[n].</param>
    /// <param name="state">[states, n], changed; values below 2^−119 become zero.</param>
    /// <param name="team">The threads that share the sweep; the result has the same bits for any.</param>
    /// <exception cref="ArgumentException">Lengths do not fit, or spans overlap.</exception>
    public static void Apply<TRule>(
        TRule rule, in UpdateTerms terms, Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> state, Team team)
        where TRule : unmanaged, IUpdateRule
    {
        Debug.Assert(TRule.States is >= 0 and <= MaxStates);
        Throw.IfNotLength(gradients.Length, parameters.Length);
        Throw.IfNotLength(state.Length, (long)TRule.States * parameters.Length);
        if ((uint)terms.Decayed > (uint)parameters.Length)
            Throw.OutOfRange(
                nameof(terms), terms.Decayed, $"terms whose {nameof(terms.Decayed)} is between 0 and {parameters.Length}");
        Throw.IfOverlap(gradients, parameters, nameof(parameters));
        Throw.IfOverlap(gradients, state, nameof(state));
        Throw.IfOverlap(parameters, state, nameof(state));
        fixed (float* p = parameters, g = gradients, s = state)
        {
            var job = new Job<TRule>(rule, terms, p, g, s, parameters.Length);
            team.Run(job, Math.Clamp(parameters.Length / ElementsPerPart, 1, team.Members));
        }
    }

    private readonly struct Job<TRule>(TRule rule, UpdateTerms terms, float* p, float* g, float* s, int length) : ITeamJob
        where TRule : unmanaged, IUpdateRule
    {
        public void Execute(int part, int parts)
        {
            var (start, end) = Stripe.Of(length, part, parts, Slab.Granularity);
            var decays = terms is not { L1: 0, L2: 0, Shrink: 0 };
            var middle = decays ? Math.Clamp(terms.Decayed, start, end) : start;
            if (middle > start && terms.L1 != 0) Run(new AbsoluteDecay(terms.L1, terms.L2, terms.Shrink), start, middle);
            else if (middle > start) Run(new QuadraticDecay(terms.L2, terms.Shrink), start, middle);
            if (end > middle) Run(new NoDecay(), middle, end);
        }

        private void Run<TDecay>(TDecay decay, int start, int end) where TDecay : unmanaged, IUpdateDecay
        {
            var bounds = new UpdateBounds(terms.GradientScale, terms.GradientLimit);
            var none = new NoBounds();
            if (terms.GradientScale != 1 || terms.GradientLimit < float.PositiveInfinity) Run(&decay, &bounds, start, end);
            else Run(&decay, &none, start, end);
        }

        private void Run<TDecay, TBounds>(TDecay* decay, TBounds* bounds, int start, int end)
            where TDecay : unmanaged, IUpdateDecay where TBounds : unmanaged, IUpdateBounds
        {
            if ((long)length * (2 + TRule.States) < FloatsInCache) Run<NoLookahead, TDecay, TBounds>(decay, bounds, start, end);
            else Run<LineLookahead, TDecay, TBounds>(decay, bounds, start, end);
        }

        private void Run<TLookahead, TDecay, TBounds>(TDecay* decay, TBounds* bounds, int start, int end)
            where TLookahead : struct, ILookahead where TDecay : unmanaged, IUpdateDecay where TBounds : unmanaged, IUpdateBounds
        {
            if (Width.Wide) Sweep<Lanes512, TRule, TDecay, TBounds, TLookahead>(rule, decay, bounds, p, g, s, length, start, end);
            else Sweep<VectorLanes, TRule, TDecay, TBounds, TLookahead>(rule, decay, bounds, p, g, s, length, start, end);
        }
    }

    // Decay and bounds come by pointer, not by value: a broadcast from memory rides on the instruction that uses it, while one
    // from a register, which the JIT does not hoist, takes a shuffle in every round.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void Sweep<V, TRule, TDecay, TBounds, TLookahead>(
        TRule rule, TDecay* decay, TBounds* bounds, float* p, float* g, float* s, nint length, nint i, nint end)
        where V : struct, ILanes<V> where TRule : unmanaged, IUpdateRule where TDecay : unmanaged, IUpdateDecay
        where TBounds : unmanaged, IUpdateBounds where TLookahead : struct, ILookahead
    {
        float* s1 = s + length, s2 = s1 + length;
        var constants = rule.Constants<V>();
        for (; i <= end - V.Count; i += V.Count)
        {
            TLookahead.Ask(p + i);
            TLookahead.Ask(g + i);
            if (TRule.States > 0) TLookahead.Ask(s + i);
            if (TRule.States > 1) TLookahead.Ask(s1 + i);
            if (TRule.States > 2) TLookahead.Ask(s2 + i);
            var parameter = V.Load(p + i);
            var state0 = TRule.States > 0 ? V.Load(s + i) : V.Zero;
            var state1 = TRule.States > 1 ? V.Load(s1 + i) : V.Zero;
            var state2 = TRule.States > 2 ? V.Load(s2 + i) : V.Zero;
            Move<V, TRule, TDecay, TBounds>(
                constants, decay, bounds, ref parameter, V.Load(g + i), ref state0, ref state1, ref state2);
            parameter.Store(p + i);
            if (TRule.States > 0) state0.Store(s + i);
            if (TRule.States > 1) state1.Store(s1 + i);
            if (TRule.States > 2) state2.Store(s2 + i);
        }
        if (i < end)
        {
            var count = (int)(end - i);
            var parameter = V.LoadPartial(p + i, count);
            var state0 = TRule.States > 0 ? V.LoadPartial(s + i, count) : V.Zero;
            var state1 = TRule.States > 1 ? V.LoadPartial(s1 + i, count) : V.Zero;
            var state2 = TRule.States > 2 ? V.LoadPartial(s2 + i, count) : V.Zero;
            Move<V, TRule, TDecay, TBounds>(
                constants, decay, bounds, ref parameter, V.LoadPartial(g + i, count), ref state0, ref state1, ref state2);
            parameter.StorePartial(p + i, count);
            if (TRule.States > 0) state0.StorePartial(s + i, count);
            if (TRule.States > 1) state1.StorePartial(s1 + i, count);
            if (TRule.States > 2) state2.StorePartial(s2 + i, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Move<V, TRule, TDecay, TBounds>(
        in UpdateConstants<V> constants, TDecay* decay, TBounds* bounds, ref V parameter, V gradient,
        ref V state0, ref V state1, ref V state2)
        where V : struct, ILanes<V> where TRule : unmanaged, IUpdateRule where TDecay : unmanaged, IUpdateDecay
        where TBounds : unmanaged, IUpdateBounds
    {
        bounds->Apply(ref gradient);
        decay->Apply(ref parameter, ref gradient);
        gradient = V.KeepWhereBits(gradient, TRule.SquaresGradient ? SquaredMask : TinyMask);
        TRule.Apply(constants, ref parameter, gradient, ref state0, ref state1, ref state2);
        if (TRule.States > 0) state0 = V.KeepWhereBits(state0, TinyMask);
        if (TRule.States > 1) state1 = V.KeepWhereBits(state1, TinyMask);
        if (TRule.States > 2) state2 = V.KeepWhereBits(state2, TinyMask);
    }
}
