using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>One row of a tile: the sums of up to two registers of columns.</summary>
internal unsafe struct TileRow<V> where V : struct, ILanes<V>
{
    private V _x;
    private V _y;

    public readonly V First => _x;

    public readonly V Second => _y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add<C>(float a, V b0, V b1) where C : struct, ITileColumns
    {
        var t = V.Broadcast(a);
        _x = V.MultiplyAdd(t, b0, _x);
        if (C.Vectors > 1) _y = V.MultiplyAdd(t, b1, _y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(V a, V b0, V b1)
    {
        _x = V.MultiplyAdd(a, b0, _x);
        _y = V.MultiplyAdd(a, b1, _y);
    }

    /// <summary>
    /// The same with a[i]: where there is one register of columns, a register of its own and two instructions less.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add<C>(float* a, nint i, V b0, V b1) where C : struct, ITileColumns
    {
        if (C.Vectors > 1) Add<C>(a[i], b0, b1);
        else _x = V.MultiplyAddBroadcast(b0, a, i, _x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Write<C, M>(float* c, V bias0, V bias1, int last) where C : struct, ITileColumns
        where M : struct, ITileMode
    {
        var x = M.Biased ? _x + bias0 : _x;
        if (C.Vectors == 1)
        {
            WriteLast<C, M>(c, x, last);
            return;
        }
        if (M.Accumulates) x = V.Load(c) + x;
        x.Store(c);
        WriteLast<C, M>(c + V.Count, M.Biased ? _y + bias1 : _y, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteLast<C, M>(float* c, V sums, int last) where C : struct, ITileColumns where M : struct, ITileMode
    {
        if (C.Masked)
        {
            if (M.Accumulates) sums = V.LoadPartial(c, last) + sums;
            sums.StorePartial(c, last);
        }
        else
        {
            if (M.Accumulates) sums = V.Load(c) + sums;
            sums.Store(c);
        }
    }
}
