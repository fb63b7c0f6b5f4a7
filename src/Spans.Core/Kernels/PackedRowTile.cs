using System.Runtime.CompilerServices;
using Spans.Activations;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// Steps whose row is one tile, chosen when they are made: a call goes straight to it. Cutting a row anew takes two calls and 180
/// instructions, as long as a product of 16 by 64.
/// </summary>
internal static unsafe class PackedRowTile
{
    /// <summary>The step, or null where the row takes more than one tile.</summary>
    /// <param name="b">The packed matrix.</param>
    /// <param name="bias">[n], or null where M has none.</param>
    /// <param name="layout">How b is packed.</param>
    /// <param name="f">The activation.</param>
    public static PackedRowStep? Of<V, M, TActivation>(float* b, float* bias, PackedLayout layout, TActivation f)
        where V : struct, ILanes<V> where M : struct, ITileMode where TActivation : struct, IActivation
    {
        if (layout.IsTransposed)
        {
            if (layout.N > DotTile.MaxColumns<V>()) return null;
            return new Dots<V, TActivation>(Dot<V, M>(layout.N), b, bias, layout.K, layout.N, f);
        }
        var vectors = (layout.N + V.Count - 1) / V.Count;
        if (layout.N > layout.PanelWidth || vectors > GemvTile.MaxVectors<V>(layout.Chains)) return null;
        var tile = layout.Chains switch
        {
            1 when layout.LooksAhead<V>() => Sums<V, Count1, Ahead<M>>(vectors),
            1 => Sums<V, Count1, M>(vectors),
            2 => Sums<V, Count2, M>(vectors),
            _ => Sums<V, Count4, M>(vectors),
        };
        return new Columns<V, TActivation>(tile, b, layout.WidthAt(0), bias, layout.K, layout.N, f);
    }

    private static delegate*<float*, nint, float*, nint, float*, float*, int, int, void> Sums<V, S, M>(int vectors)
        where V : struct, ILanes<V> where S : struct, ICount where M : struct, ITileMode => vectors switch
        {
            1 => &GemvTile.Run<V, Count1, S, WholeTail, M>,
            2 => &GemvTile.Run<V, Count2, S, WholeTail, M>,
            3 => &GemvTile.Run<V, Count3, S, WholeTail, M>,
            4 => &GemvTile.Run<V, Count4, S, WholeTail, M>,
            5 => &GemvTile.Run<V, Count5, S, WholeTail, M>,
            6 => &GemvTile.Run<V, Count6, S, WholeTail, M>,
            7 => &GemvTile.Run<V, Count7, S, WholeTail, M>,
            _ => &GemvTile.Run<V, Count8, S, WholeTail, M>,
        };

    private static delegate*<float*, nint, float*, nint, float*, nint, float*, int, void> Dot<V, M>(int columns)
        where V : struct, ILanes<V> where M : struct, ITileMode => columns switch
        {
            1 => &DotTile.Run<V, Count1, Count1, M>,
            2 => &DotTile.Run<V, Count1, Count2, M>,
            3 => &DotTile.Run<V, Count1, Count3, M>,
            4 => &DotTile.Run<V, Count1, Count4, M>,
            5 => &DotTile.Run<V, Count1, Count5, M>,
            6 => &DotTile.Run<V, Count1, Count6, M>,
            7 => &DotTile.Run<V, Count1, Count7, M>,
            8 => &DotTile.Run<V, Count1, Count8, M>,
            9 => &DotTile.Run<V, Count1, Count9, M>,
            10 => &DotTile.Run<V, Count1, Count10, M>,
            11 => &DotTile.Run<V, Count1, Count11, M>,
            12 => &DotTile.Run<V, Count1, Count12, M>,
            13 => &DotTile.Run<V, Count1, Count13, M>,
            _ => &DotTile.Run<V, Count1, Count14, M>,
        };

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Activate<V, TActivation>(TActivation f, float* y, int n)
        where V : struct, ILanes<V> where TActivation : struct, IActivation
    {
        var whole = n - n % V.Count;
        for (var j = 0; j < whole; j += V.Count) f.Value(V.Load(y + j)).Store(y + j);
        if (whole < n) f.Value(V.LoadPartial(y + whole, n - whole)).StorePartial(y + whole, n - whole);
    }

    private sealed class Columns<V, TActivation>(
        delegate*<float*, nint, float*, nint, float*, float*, int, int, void> tile, float* b, nint bRow, float* bias,
        int k, int n, TActivation f) : PackedRowStep(k, n, MatMul.PackedLength(k, n))
        where V : struct, ILanes<V> where TActivation : struct, IActivation
    {
        private readonly delegate*<float*, nint, float*, nint, float*, float*, int, int, void> _tile = tile;
        private readonly float* _b = b;
        private readonly nint _bRow = bRow;
        private readonly float* _bias = bias;
        private readonly int _last = n - (n - 1) / V.Count * V.Count;
        private readonly TActivation _f = f;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public override void Run(float* x, float* y, bool backwards)
        {
            _tile(x, 1, _b, _bRow, y, _bias, Inputs, _last);
            if (typeof(TActivation) != typeof(Identity)) Activate<V, TActivation>(_f, y, Units);
        }
    }

    private sealed class Dots<V, TActivation>(
        delegate*<float*, nint, float*, nint, float*, nint, float*, int, void> tile, float* b, float* bias, int k, int n,
        TActivation f) : PackedRowStep(k, n, MatMul.PackedLength(k, n))
        where V : struct, ILanes<V> where TActivation : struct, IActivation
    {
        private readonly delegate*<float*, nint, float*, nint, float*, nint, float*, int, void> _tile = tile;
        private readonly float* _b = b;
        private readonly nint _bRow = Packing.Whole(k);
        private readonly float* _bias = bias;
        private readonly TActivation _f = f;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public override void Run(float* x, float* y, bool backwards)
        {
            _tile(x, 0, _b, _bRow, y, 0, _bias, Inputs);
            if (typeof(TActivation) != typeof(Identity)) Activate<V, TActivation>(_f, y, Units);
        }
    }
}
