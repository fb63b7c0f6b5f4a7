using System.Runtime.CompilerServices;
using Spans.Activations;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>What follows once a tile of a product is final, while it is hot in the first cache.</summary>
internal unsafe interface IEpilogue
{
    /// <summary>
    /// Whether a convolution's tile puts max(0, ·) on its sums itself: one instruction, where a sweep loads and stores again.
    /// </summary>
    static abstract bool Rectifies { get; }

    /// <summary>Finishes <paramref name="rows"/> × <paramref name="columns"/> results at <paramref name="c"/>.</summary>
    void Finish<V>(float* c, nint cRow, int rows, int columns) where V : struct, ILanes<V>;
}

/// <summary>The product is the result.</summary>
internal readonly unsafe struct NoEpilogue : IEpilogue
{
    public static bool Rectifies => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Finish<V>(float* c, nint cRow, int rows, int columns) where V : struct, ILanes<V>
    {
    }
}

/// <summary>The tile's rectified sums are the result. For convolutions.</summary>
internal readonly unsafe struct RectifiedEpilogue : IEpilogue
{
    public static bool Rectifies => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Finish<V>(float* c, nint cRow, int rows, int columns) where V : struct, ILanes<V>
    {
    }
}

/// <summary>y = f(z), where the product z is at the same place of another matrix (or of the same, in place).</summary>
/// <param name="f">The activation.</param>
/// <param name="offset">Floats from an element of z to the same element of y.</param>
internal readonly unsafe struct ActivationEpilogue<TActivation>(TActivation f, nint offset) : IEpilogue
    where TActivation : struct, IActivation
{
    private readonly TActivation _f = f;
    private readonly nint _offset = offset;

    public static bool Rectifies => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Finish<V>(float* c, nint cRow, int rows, int columns) where V : struct, ILanes<V>
    {
        if (typeof(TActivation) == typeof(Identity) && _offset == 0) return;
        Apply<V>(_f, c, _offset, cRow, rows, columns);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Apply<V>(TActivation f, float* c, nint offset, nint cRow, int rows, int columns)
        where V : struct, ILanes<V>
    {
        // Dense rows are one long row.
        if (cRow == columns)
        {
            columns *= rows;
            rows = 1;
        }
        var whole = columns - columns % V.Count;
        for (; rows > 0; rows--, c += cRow)
        {
            var y = c + offset;
            for (var j = 0; j < whole; j += V.Count) f.Value(V.Load(c + j)).Store(y + j);
            if (whole < columns) f.Value(V.LoadPartial(c + whole, columns - whole)).StorePartial(y + whole, columns - whole);
        }
    }
}
