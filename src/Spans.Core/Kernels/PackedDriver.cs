using System.Runtime.CompilerServices;
using Spans.Lanes;
using Spans.Threading;

namespace Spans.Kernels;

/// <summary>
/// Packs matrices and runs products with them. Every row is summed alike, whether it comes alone or among many.
/// </summary>
internal static unsafe class PackedDriver
{
    // From here on tiles beat rows one by one: a tile of three rows keeps six sums at once.
    private const int TileRows = 3;

    /// <summary>Packs b[k, n].</summary>
    public static void Pack(float* b, float* packed, PackedLayout layout)
    {
        if (layout.IsTransposed)
        {
            if (Width.Wide) Packing.CopyTransposed<Lanes512>(b, layout.N, layout.K, layout.N, packed, Packing.Whole(layout.K));
            else CopyTransposed(b, packed, layout);
            return;
        }
        for (var j = 0; j < layout.N; j += layout.PanelWidth)
            Packing.CopyFilled(b + j, layout.N, layout.K, Math.Min(layout.PanelWidth, layout.N - j), packed + (nint)j * layout.K,
                layout.WidthAt(j));
    }

    /// <summary>Runs a whole product; B is the packed matrix and BRow is not read.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run<M, E>(in Product product, PackedLayout layout, E epilogue, Team team) where M : struct, ITileMode
        where E : struct, IEpilogue
    {
        var parts = ProductDriver.Parts((long)product.M * product.N * product.K, team);
        if (parts == 1) Run<M, E>(product, layout, 0, product.N, epilogue);
        else team.Run(new Job<M, E>(product, layout, epilogue), parts);
    }

    /// <summary>
    /// y[n] (mode M)= x[k] · b for one row, on the calling thread; with <paramref name="backwards"/> (<see cref="CacheTurn"/>)
    /// the last panel first.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RunRow<M, E>(
        float* x, float* b, float* bias, float* y, in PackedLayout layout, bool backwards, E epilogue)
        where M : struct, ITileMode where E : struct, IEpilogue
    {
        if (Width.Wide && layout.LooksAhead<Lanes512>())
            CompiledRow<Lanes512, Ahead<M>, E>(x, b, bias, y, layout, backwards, epilogue);
        else if (Width.Wide) CompiledRow<Lanes512, M, E>(x, b, bias, y, layout, backwards, epilogue);
        else CompiledRow<VectorLanes, M, E>(x, b, bias, y, layout, backwards, epilogue);
    }

    /// <inheritdoc cref="RunRow{M, E}"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RunRow<V, M, E>(
        float* x, float* b, float* bias, float* y, in PackedLayout layout, bool backwards, E epilogue)
        where V : struct, ILanes<V> where M : struct, ITileMode where E : struct, IEpilogue
    {
        int k = layout.K, n = layout.N, width = layout.PanelWidth;
        if (layout.IsTransposed)
        {
            DotDriver.RunRow<V, M>(x, b, Packing.Whole(k), y, bias, n, k);
            epilogue.Finish<V>(y, n, 1, n);
            return;
        }
        var (first, step) = backwards ? ((n - 1) / width * width, -width) : (0, width);
        for (var j = first; (uint)j < (uint)n; j += step)
            GemvDriver.Run<V, WholeTail, M, E>(
                x, 1, b + (nint)j * k, layout.WidthAt(j), y + j, bias + j, Math.Min(width, n - j), k, layout.Chains, epilogue);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void CompiledRow<V, M, E>(
        float* x, float* b, float* bias, float* y, in PackedLayout layout, bool backwards, E epilogue)
        where V : struct, ILanes<V> where M : struct, ITileMode where E : struct, IEpilogue =>
        RunRow<V, M, E>(x, b, bias, y, layout, backwards, epilogue);

    private static void Run<M, E>(in Product product, PackedLayout layout, int start, int end, E epilogue)
        where M : struct, ITileMode where E : struct, IEpilogue
    {
        if (Width.Wide) Run<Lanes512, M, E>(product, layout, start, end, epilogue);
        else Run<VectorLanes, M, E>(product, layout, start, end, epilogue);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Run<V, M, E>(in Product product, PackedLayout layout, int start, int end, E epilogue)
        where V : struct, ILanes<V> where M : struct, ITileMode where E : struct, IEpilogue
    {
        if (layout.IsTransposed)
        {
            var dots = product;
            dots.BRow = Packing.Whole(product.K);
            DotDriver.Run<V, M>(dots);
            epilogue.Finish<V>(product.C, product.CRow, product.M, product.N);
            return;
        }
        for (int panelStart = layout.PanelOf(start), next; panelStart < end; panelStart = next)
        {
            next = panelStart + layout.PanelWidth;
            int j = Math.Max(start, panelStart), columns = Math.Min(end, next) - j;
            var b = product.B + (nint)panelStart * product.K + (j - panelStart);
            var width = layout.WidthAt(panelStart);
            if (product.M >= TileRows)
            {
                var panel = product.Columns(j, j + columns);
                panel.B = b;
                panel.BRow = width;
                RunChains<V, M, E>(panel, layout.Chains, epilogue);
                continue;
            }
            for (var i = 0; i < product.M; i++)
                GemvDriver.Run<V, WholeTail, M, E>(
                    product.A + i * product.ARow, product.AColumn, b, width, product.C + i * product.CRow + j,
                    product.Bias + j, columns, product.K, layout.Chains, epilogue);
        }
    }

    // A pass per chain: the first stores (with the bias), the others add, which is the order of the row kernel.
    private static void RunChains<V, M, E>(in Product product, int chains, E epilogue)
        where V : struct, ILanes<V> where M : struct, ITileMode where E : struct, IEpilogue
    {
        if (chains == 1)
        {
            ProductDriver.RunTiles<V, M, E>(product, epilogue);
            return;
        }
        for (var chain = 0; chain < chains; chain++)
        {
            var pass = product;
            var start = GemvTile.Start(product.K, chain, chains);
            pass.A += start * product.AColumn;
            pass.B += start * product.BRow;
            pass.K = (chain == chains - 1 ? product.K : GemvTile.Start(product.K, chain + 1, chains)) - start;
            if (chain == 0) ProductDriver.RunTiles<V, M, NoEpilogue>(pass, default);
            else if (chain < chains - 1) ProductDriver.RunTiles<V, Accumulate, NoEpilogue>(pass, default);
            else ProductDriver.RunTiles<V, Accumulate, E>(pass, epilogue);
        }
    }

    // Whole registers of 16 floats also where the lanes are fewer.
    private static void CopyTransposed(float* b, float* packed, PackedLayout layout)
    {
        new Span<float>(packed, (int)layout.Length).Clear();
        Packing.CopyTransposed<VectorLanes>(b, layout.N, layout.K, layout.N, packed, Packing.Whole(layout.K));
    }

    private readonly struct Job<M, E>(in Product product, PackedLayout layout, E epilogue) : ITeamJob
        where M : struct, ITileMode where E : struct, IEpilogue
    {
        private readonly Product _product = product;
        private readonly PackedLayout _layout = layout;
        private readonly E _epilogue = epilogue;

        public void Execute(int part, int parts)
        {
            if (_layout.IsTransposed || _product.M >= _product.N)
            {
                var (start, end) = Stripe.Of(_product.M, part, parts);
                Run<M, E>(_product.Rows(start, end), _layout, 0, _product.N, _epilogue);
            }
            else
            {
                var (start, end) = Stripe.Of(_product.N, part, parts, Packing.Panel);
                Run<M, E>(_product, _layout, start, end, _epilogue);
            }
        }
    }
}
