using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// The five linear maps of F(2×2, 3×3), lanes along channels or filters: u = G g Gᵀ, v = Bᵀ d B, y = Aᵀ m A and, going back, A dy
/// Aᵀ and Gᵀ du G. Their numbers are 0, ±1 and ½, so integers come out exact.
/// </summary>
internal static unsafe class WinogradTransform
{
    /// <summary>v = Bᵀ d B for a row of tiles: 4×4 pixels at every second pixel of a plane.</summary>
    /// <param name="plane">The first tile's first pixel.</param>
    /// <param name="planeRow">Floats from one row of the plane to the next.</param>
    /// <param name="v">The first tile's numbers.</param>
    /// <param name="step">Floats from one number of a tile to its next.</param>
    /// <param name="tiles">Tiles of the row.</param>
    /// <param name="pixel">Floats of a pixel, whole registers.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Input<V>(float* plane, nint planeRow, float* v, nint step, int tiles, int pixel)
        where V : struct, ILanes<V>
    {
        for (nint channel = 0; channel < pixel; channel += V.Count)
        {
            float* d0 = plane + channel, d1 = d0 + planeRow, d2 = d1 + planeRow, d3 = d2 + planeRow;
            var to = v + channel;
            // A tile's last two columns are the next one's first two.
            V a0 = V.Load(d0) - V.Load(d2), a1 = V.Load(d1) + V.Load(d2), a2 = V.Load(d2) - V.Load(d1),
                a3 = V.Load(d1) - V.Load(d3);
            d0 += pixel;
            d1 += pixel;
            d2 += pixel;
            d3 += pixel;
            V b0 = V.Load(d0) - V.Load(d2), b1 = V.Load(d1) + V.Load(d2), b2 = V.Load(d2) - V.Load(d1),
                b3 = V.Load(d1) - V.Load(d3);
            for (var tile = 0; tile < tiles; tile++, to += pixel)
            {
                d0 += pixel;
                d1 += pixel;
                d2 += pixel;
                d3 += pixel;
                V c0 = V.Load(d0) - V.Load(d2), c1 = V.Load(d1) + V.Load(d2), c2 = V.Load(d2) - V.Load(d1),
                    c3 = V.Load(d1) - V.Load(d3);
                d0 += pixel;
                d1 += pixel;
                d2 += pixel;
                d3 += pixel;
                V e0 = V.Load(d0) - V.Load(d2), e1 = V.Load(d1) + V.Load(d2), e2 = V.Load(d2) - V.Load(d1),
                    e3 = V.Load(d1) - V.Load(d3);
                var p = to;
                StoreInput(ref p, step, a0, b0, c0, e0);
                StoreInput(ref p, step, a1, b1, c1, e1);
                StoreInput(ref p, step, a2, b2, c2, e2);
                StoreInput(ref p, step, a3, b3, c3, e3);
                (a0, a1, a2, a3, b0, b1, b2, b3) = (c0, c1, c2, c3, e0, e1, e2, e3);
            }
        }
    }

    /// <summary>y = Aᵀ m A + bias, rectified where E says so, for a row of tiles: 2×2 pixels each.</summary>
    /// <param name="m">The first tile's numbers.</param>
    /// <param name="step">Floats from one number of a tile to its next.</param>
    /// <param name="y">The first tile's first pixel.</param>
    /// <param name="yRow">Floats from one row of pixels to the next.</param>
    /// <param name="bias">A number for each float of a pixel.</param>
    /// <param name="tiles">Tiles of the row.</param>
    /// <param name="pixel">Floats of a pixel, whole registers.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Output<V, E>(float* m, nint step, float* y, nint yRow, float* bias, int tiles, int pixel)
        where V : struct, ILanes<V> where E : struct, IEpilogue
    {
        for (nint filter = 0; filter < pixel; filter += V.Count)
        {
            float* from = m + filter, to = y + filter;
            var b = V.Load(bias + filter);
            for (var tile = 0; tile < tiles; tile++, from += pixel, to += 2 * pixel)
            {
                float* m0 = from, m1 = m0 + 4 * step, m2 = m1 + 4 * step, m3 = m2 + 4 * step;
                var (p0, q0) = SumColumn<V>(m0, m1, m2, m3);
                var (p1, q1) = SumColumn<V>(m0 + step, m1 + step, m2 + step, m3 + step);
                var (p2, q2) = SumColumn<V>(m0 + 2 * step, m1 + 2 * step, m2 + 2 * step, m3 + 2 * step);
                var (p3, q3) = SumColumn<V>(m0 + 3 * step, m1 + 3 * step, m2 + 3 * step, m3 + 3 * step);
                Rectified<V, E>(p0 + p1 + p2 + b).Store(to);
                Rectified<V, E>(p1 - p2 - p3 + b).Store(to + pixel);
                Rectified<V, E>(q0 + q1 + q2 + b).Store(to + yRow);
                Rectified<V, E>(q1 - q2 - q3 + b).Store(to + yRow + pixel);
            }
        }
    }

    /// <summary>A dy Aᵀ for a row of tiles: the output gradient as the products' gradient.</summary>
    /// <param name="dy">The first tile's first pixel.</param>
    /// <param name="dyRow">Floats from one row of pixels to the next.</param>
    /// <param name="dm">The first tile's numbers.</param>
    /// <param name="step">Floats from one number of a tile to its next.</param>
    /// <param name="tiles">Tiles of the row.</param>
    /// <param name="pixel">Floats of a pixel, whole registers.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void OutputGradient<V>(float* dy, nint dyRow, float* dm, nint step, int tiles, int pixel)
        where V : struct, ILanes<V>
    {
        for (nint filter = 0; filter < pixel; filter += V.Count)
        {
            float* from = dy + filter, to = dm + filter;
            for (var tile = 0; tile < tiles; tile++, from += 2 * pixel, to += pixel)
            {
                V a = V.Load(from), b = V.Load(from + pixel), c = V.Load(from + dyRow), d = V.Load(from + dyRow + pixel);
                var p = to;
                StoreGradient(ref p, step, a, b);
                StoreGradient(ref p, step, a + c, b + d);
                StoreGradient(ref p, step, a - c, b - d);
                StoreGradient(ref p, step, -c, -d);
            }
        }
    }

    /// <summary>u = G g Gᵀ for a register of filters.</summary>
    /// <param name="g">[9, V.Count].</param>
    /// <param name="u">The filters' first number.</param>
    /// <param name="step">Floats from one number to the next.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Weights<V>(float* g, float* u, nint step) where V : struct, ILanes<V>
    {
        nint n = V.Count;
        for (var row = 0; row < 4; row++)
        {
            V a, b, c;
            if (row is 0 or 3)
            {
                var at = g + (row == 0 ? 0 : 6 * n);
                (a, b, c) = (V.Load(at), V.Load(at + n), V.Load(at + 2 * n));
            }
            else
            {
                (a, b, c) = (Half<V>(g, row, n), Half<V>(g + n, row, n), Half<V>(g + 2 * n, row, n));
            }
            a.Store(u);
            (0.5f * (a + c + b)).Store(u + step);
            (0.5f * (a + c - b)).Store(u + 2 * step);
            c.Store(u + 3 * step);
            u += 4 * step;
        }
    }

    /// <summary>dg = Gᵀ du G for a register of filters.</summary>
    /// <param name="du">The filters' first number.</param>
    /// <param name="step">Floats from one number to the next.</param>
    /// <param name="dg">[9, V.Count].</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void WeightGradient<V>(float* du, nint step, float* dg) where V : struct, ILanes<V>
    {
        nint n = V.Count;
        for (var column = 0; column < 3; column++, dg += n)
        {
            V r0 = Fold<V>(du, column, step), r1 = Fold<V>(du + 4 * step, column, step);
            V r2 = Fold<V>(du + 8 * step, column, step), r3 = Fold<V>(du + 12 * step, column, step);
            var half = 0.5f * (r1 + r2);
            (r0 + half).Store(dg);
            (0.5f * (r1 - r2)).Store(dg + 3 * n);
            (half + r3).Store(dg + 6 * n);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreInput<V>(ref float* p, nint step, V a, V b, V c, V d) where V : struct, ILanes<V>
    {
        (a - c).Store(p);
        (b + c).Store(p + step);
        (c - b).Store(p + 2 * step);
        (b - d).Store(p + 3 * step);
        p += 4 * step;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreGradient<V>(ref float* p, nint step, V a, V b) where V : struct, ILanes<V>
    {
        a.Store(p);
        (a + b).Store(p + step);
        (a - b).Store(p + 2 * step);
        (-b).Store(p + 3 * step);
        p += 4 * step;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Rectified<V, E>(V x) where V : struct, ILanes<V>
        where E : struct, IEpilogue => E.Rectifies ? V.MaxNative(V.Zero, x) : x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V, V) SumColumn<V>(float* m0, float* m1, float* m2, float* m3) where V : struct, ILanes<V>
    {
        V a = V.Load(m1), b = V.Load(m2);
        return (V.Load(m0) + a + b, a - b - V.Load(m3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Half<V>(float* g, int row, nint n) where V : struct, ILanes<V>
    {
        V outer = V.Load(g) + V.Load(g + 6 * n), middle = V.Load(g + 3 * n);
        return 0.5f * (row == 1 ? outer + middle : outer - middle);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Fold<V>(float* u, int column, nint step) where V : struct, ILanes<V>
    {
        V a = V.Load(u + step), b = V.Load(u + 2 * step);
        if (column == 1) return 0.5f * (a - b);
        var half = 0.5f * (a + b);
        return column == 0 ? V.Load(u) + half : half + V.Load(u + 3 * step);
    }
}
