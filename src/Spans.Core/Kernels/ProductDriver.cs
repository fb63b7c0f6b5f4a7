using System.Runtime.CompilerServices;
using Spans.Lanes;
using Spans.Threading;

namespace Spans.Kernels;

/// <summary>Cuts a product into tiles: panels of columns outside, row blocks of even height inside.</summary>
internal static unsafe class ProductDriver
{
    /// <summary>Multiply-adds that pay for a part of their own: a dispatch costs about a fifth of it.</summary>
    private const long WorthwhilePart = 1 << 17;

    /// <summary>The number of parts for a product: never more than pays.</summary>
    public static int Parts(long work, Team team) => (int)Math.Clamp(work / WorthwhilePart, 1, team.Members);

    /// <summary>Runs a whole product with mode M over the team.</summary>
    public static void Run<M, E>(in Product product, E epilogue, Team team) where M : struct, ITileMode
        where E : struct, IEpilogue
    {
        var regime = RegimeOf(product);
        var chains = regime == Regime.Rows ? GemvDriver.Chains(product.M <= 2 ? product.N : product.M) : 0;
        var parts = Parts((long)product.M * product.N * product.K, team);
        if (parts == 1 && regime != Regime.Blocks) Run<M, E>(regime, chains, product, epilogue);
        else RunLarge<M, E>(regime, chains, parts, product, epilogue, team);
    }

    // Apart: the copies of the product that it makes room for are cleared on every entry, a tenth of the time of 16x16x16.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunLarge<M, E>(Regime regime, int chains, int parts, in Product product, E epilogue, Team team)
        where M : struct, ITileMode where E : struct, IEpilogue
    {
        if (regime == Regime.Blocks) BlockedDriver.Run<Straight, M, E>(product, epilogue, team);
        else if (regime == Regime.Tiles) TileJob<M, E>.Run(product, epilogue, parts, team);
        else team.Run(new Job<M, E>(regime, chains, product, epilogue), parts);
    }

    // By the whole product, never by a part of it: the order of a sum must not depend on the number of parts.
    private static Regime RegimeOf(in Product product)
    {
        if (product.M <= 2 || IsOneColumn(product)) return Regime.Rows;
        if (product.AColumn == 1 && NarrowDriver.TakesLanesAlongK(product.M, product.N, product.K)) return Regime.LanesAlongK;
        if (product.ARow == 1 && product.Bias == null && NarrowDriver.TakesLanesAlongM(product.M, product.N, product.K))
            return Regime.LanesAlongM;
        return BlockedDriver.Takes(product.M, product.N, product.K) ? Regime.Blocks : Regime.Tiles;
    }

    private static bool IsOneColumn(in Product product) =>
        product.N == 1 && product.ARow == 1 && product.CRow == 1 && product.Bias == null;

    private static void Run<M, E>(Regime regime, int chains, in Product product, E epilogue) where M : struct, ITileMode
        where E : struct, IEpilogue
    {
        if (Width.Wide) Run<Lanes512, M, E>(regime, chains, product, epilogue);
        else Run<VectorLanes, M, E>(regime, chains, product, epilogue);
    }

    private static void Run<V, M, E>(Regime regime, int chains, in Product product, E epilogue)
        where V : struct, ILanes<V> where M : struct, ITileMode where E : struct, IEpilogue
    {
        switch (regime)
        {
            case Regime.Rows: RunRows<V, M, E>(product, chains, epilogue); break;
            case Regime.LanesAlongK: NarrowDriver.RunAlongK<V, M, E>(product, epilogue); break;
            case Regime.LanesAlongM: NarrowDriver.RunAlongM<V, M, E>(product, epilogue); break;
            default: RunTiles<V, M, E>(product, epilogue); break;
        }
    }

    private static void RunRows<V, M, E>(in Product product, int chains, E epilogue)
        where V : struct, ILanes<V> where M : struct, ITileMode where E : struct, IEpilogue
    {
        // One column of c is one row of its transpose: cᵀ[1, m] = bᵀ · a.
        if (IsOneColumn(product))
            GemvDriver.Run<V, CutTail, M, E>(
                product.B, product.BRow, product.A, product.AColumn, product.C, null, product.M, product.K, chains, epilogue);
        else
            for (var i = 0; i < product.M; i++)
                GemvDriver.Run<V, CutTail, M, E>(
                    product.A + i * product.ARow, product.AColumn, product.B, product.BRow, product.C + i * product.CRow,
                    product.Bias, product.N, product.K, chains, epilogue);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void RunTiles<V, M, E>(in Product product, E epilogue)
        where V : struct, ILanes<V> where M : struct, ITileMode where E : struct, IEpilogue
    {
        for (var j = 0; j < product.N; j += 2 * V.Count) RunPanel<V, M, E>(product, epilogue, j);
    }

    /// <summary>Runs the panel at column <paramref name="j"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RunPanel<V, M, E>(in Product product, E epilogue, int j)
        where V : struct, ILanes<V> where M : struct, ITileMode where E : struct, IEpilogue
    {
        var columns = Math.Min(2 * V.Count, product.N - j);
        if (columns == 2 * V.Count) RunPanel<V, TwoVectors, M, E>(product, epilogue, j, columns);
        else if (columns > V.Count) RunPanel<V, PartOfTwo, M, E>(product, epilogue, j, columns);
        else if (columns == V.Count) RunPanel<V, OneVector, M, E>(product, epilogue, j, columns);
        else RunPanel<V, PartOfOne, M, E>(product, epilogue, j, columns);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void RunPanel<V, C, M, E>(in Product product, E epilogue, int j, int columns)
        where V : struct, ILanes<V> where C : struct, ITileColumns where M : struct, ITileMode where E : struct, IEpilogue
    {
        var blocks = RowBlocks<V>(product.M);
        float* a = product.A, b = product.B + j, c = product.C + j, bias = M.Biased ? product.Bias + j : null;
        var last = columns - (C.Vectors - 1) * V.Count;
        var left = product.M;
        for (; blocks > 0; blocks--)
        {
            // Even blocks: 32 rows are 11 + 11 + 10, not 12 + 12 + 8.
            var rows = (left + blocks - 1) / blocks;
            RunTile<V, C, M>(rows, a, b, c, bias, product, last);
            epilogue.Finish<V>(c, product.CRow, rows, columns);
            a += rows * product.ARow;
            c += rows * product.CRow;
            left -= rows;
        }
    }

    /// <summary>The fewest tiles that <paramref name="rows"/> rows make, one above the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RowBlocks<V>(int rows) where V : struct, ILanes<V> =>
        (rows + GemmTile.MaxRows<V>() - 1) / GemmTile.MaxRows<V>();

    /// <summary>Runs the tile of <paramref name="rows"/> rows: between 1 and <see cref="GemmTile.MaxRows{V}"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RunTile<V, C, M>(int rows, float* a, float* b, float* c, float* bias, in Product product, int last)
        where V : struct, ILanes<V> where C : struct, ITileColumns where M : struct, ITileMode
    {
        switch (rows)
        {
            case 1: GemmTile.Run<V, Count1, C, M>(a, b, c, bias, product, last); break;
            case 2: GemmTile.Run<V, Count2, C, M>(a, b, c, bias, product, last); break;
            case 3: GemmTile.Run<V, Count3, C, M>(a, b, c, bias, product, last); break;
            case 4: GemmTile.Run<V, Count4, C, M>(a, b, c, bias, product, last); break;
            case 5: GemmTile.Run<V, Count5, C, M>(a, b, c, bias, product, last); break;
            case 6: GemmTile.Run<V, Count6, C, M>(a, b, c, bias, product, last); break;
            case 7: GemmTile.Run<V, Count7, C, M>(a, b, c, bias, product, last); break;
            case 8: GemmTile.Run<V, Count8, C, M>(a, b, c, bias, product, last); break;
            case 9: GemmTile.Run<V, Count9, C, M>(a, b, c, bias, product, last); break;
            case 10: GemmTile.Run<V, Count10, C, M>(a, b, c, bias, product, last); break;
            case 11: GemmTile.Run<V, Count11, C, M>(a, b, c, bias, product, last); break;
            default: GemmTile.Run<V, Count12, C, M>(a, b, c, bias, product, last); break;
        }
    }

    private readonly struct Job<M, E>(Regime regime, int chains, in Product product, E epilogue) : ITeamJob
        where M : struct, ITileMode where E : struct, IEpilogue
    {
        private readonly Regime _regime = regime;
        private readonly int _chains = chains;
        private readonly Product _product = product;
        private readonly E _epilogue = epilogue;

        public void Execute(int part, int parts)
        {
            if (_regime == Regime.LanesAlongK || _product.M >= _product.N)
            {
                var (start, end) = Stripe.Of(_product.M, part, parts);
                Run<M, E>(_regime, _chains, _product.Rows(start, end), _epilogue);
            }
            else
            {
                var (start, end) = Stripe.Of(_product.N, part, parts, 2 * Width.Floats);
                Run<M, E>(_regime, _chains, _product.Columns(start, end), _epilogue);
            }
        }
    }

    private enum Regime
    {
        /// <summary>Lanes along n: <see cref="GemmTile"/> over b as it lies.</summary>
        Tiles,

        /// <summary>One row or two, or one column: <see cref="GemvTile"/>.</summary>
        Rows,

        /// <summary>Few columns, dense rows of a: <see cref="DotTile"/> over bᵀ.</summary>
        LanesAlongK,

        /// <summary>Few columns, dense columns of a: tiles of cᵀ.</summary>
        LanesAlongM,

        /// <summary>b beyond the second cache: <see cref="BlockedDriver"/>.</summary>
        Blocks,
    }
}
