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

    /// <summary>One step of chain 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(V x, V b) => _s0 = V.MultiplyAdd(x, b, _s0);

    /// <summary>One step of the second of two chains.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddSecond(V x, V b) => _s1 = V.MultiplyAdd(x, b, _s1);

    /// <summary>One step of the third and the fourth of four chains.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddThirdAndFourth(V x2, V b2, V x3, V b3)
    {
        _s2 = V.MultiplyAdd(x2, b2, _s2);
        _s3 = V.MultiplyAdd(x3, b3, _s3);
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
}
