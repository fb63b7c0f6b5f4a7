using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>The sums of one register of columns of a row: one for each chain.</summary>
internal unsafe struct GemvColumn<V> where V : struct, ILanes<V>
{
    // Four fields at most: the JIT keeps no larger struct in registers.
    private V _s0;
    private V _s1;
    private V _s2;
    private V _s3;

    /// <summary>One step of chain 0: x times register <paramref name="i"/> of C at <paramref name="b"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add<C, T>(V x, float* b, int i, int last) where C : struct, ICount where T : struct, ITail =>
        _s0 = MultiplyAdd<C, T>(x, b, i, last, _s0);

    /// <summary>One step of the second of two chains.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddSecond<C, T>(V x, float* b, int i, int last) where C : struct, ICount where T : struct, ITail =>
        _s1 = MultiplyAdd<C, T>(x, b, i, last, _s1);

    /// <summary>One step of the third and the fourth of four chains.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddThirdAndFourth<C, T>(V x2, float* b2, V x3, float* b3, int i, int last) where C : struct, ICount
        where T : struct, ITail
    {
        _s2 = MultiplyAdd<C, T>(x2, b2, i, last, _s2);
        _s3 = MultiplyAdd<C, T>(x3, b3, i, last, _s3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Write<S, M>(float* c, float* bias, int lanes) where S : struct, ICount where M : struct, ITileMode
    {
        var sum = _s0;
        if (M.Biased) sum += lanes == V.Count ? V.Load(bias) : V.LoadPartial(bias, lanes);
        if (M.Accumulates) sum = (lanes == V.Count ? V.Load(c) : V.LoadPartial(c, lanes)) + sum;
        if (S.Value > 1) sum += _s1;
        if (S.Value > 2) sum = sum + _s2 + _s3;
        if (lanes == V.Count) sum.Store(c);
        else sum.StorePartial(c, lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V MultiplyAdd<C, T>(V x, float* b, int i, int last, V sum) where C : struct, ICount where T : struct, ITail =>
        T.Masked && i == C.Value - 1
            ? V.MultiplyAdd(x, V.LoadPartial(b + i * V.Count, last), sum)
            : V.MultiplyAdd(x, b + i * V.Count, sum);
}
