using System.Runtime.CompilerServices;
using Spans.Lanes;
using Spans.Threading;

namespace Spans.Kernels;

/// <summary>
/// A product of tiles, shared: every part takes rows or columns of c, and whoever is done early takes tiles of those who are not.
/// </summary>
internal readonly unsafe struct TileJob<M, E>(in Product product, E epilogue) : IDivisibleJob, ITeamJob
    where M : struct, ITileMode where E : struct, IEpilogue
{
    // Multiply-adds, 25 µs of one thread, below which looking and asking cost more than others' use of a core does: 128 cubed on
    // two threads reached 1.90 of one thread's speed undivided and 1.87 divided.
    private const long WorthDividing = 3 << 20;

    // Multiply-adds, 1.5 µs, of the tiles that are one item: those of few terms are too short to look up from.
    private const int ItemWork = 3 << 16;

    private readonly Product _product = product;
    private readonly E _epilogue = epilogue;

    /// <summary>Runs a whole product.</summary>
    public static void Run(in Product product, E epilogue, int parts, Team team)
    {
        var job = new TileJob<M, E>(product, epilogue);
        if ((long)product.M * product.N * product.K < WorthDividing) team.Run(job, parts);
        else team.Share(job, parts);
    }

    public int Items(int part, int parts) => Width.Wide ? Items<Lanes512>(part, parts) : Items<VectorLanes>(part, parts);

    public void Execute(int part, int parts)
    {
        if (Width.Wide) ProductDriver.RunTiles<Lanes512, M, E>(Part<Lanes512>(part, parts), _epilogue);
        else ProductDriver.RunTiles<VectorLanes, M, E>(Part<VectorLanes>(part, parts), _epilogue);
    }

    public void Execute(int part, int parts, ref Portion portion)
    {
        if (Width.Wide) Execute<Lanes512>(Part<Lanes512>(part, parts), ref portion);
        else Execute<VectorLanes>(Part<VectorLanes>(part, parts), ref portion);
    }

    // Items are counted down the panels.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Execute<V>(in Product part, ref Portion items) where V : struct, ILanes<V>
    {
        if (items.Next >= items.End) return;
        int blocks = ProductDriver.RowBlocks<V>(part.M), together = Together<V>(), perPanel = (blocks + together - 1) / together;
        var (rows, taller) = Math.DivRem(part.M, blocks);
        for (var tiles = part; items.Next < items.End; items.Advance())
        {
            var panel = (int)((uint)items.Next / (uint)perPanel);
            int first = (items.Next - panel * perPanel) * together, last = Math.Min(first + together, blocks);
            int start = first * rows + Math.Min(first, taller), end = last * rows + Math.Min(last, taller);
            tiles.A = part.A + start * part.ARow;
            tiles.C = part.C + start * part.CRow;
            tiles.M = end - start;
            ProductDriver.RunPanel<V, M, E>(tiles, _epilogue, panel * 2 * V.Count);
        }
    }

    private int Items<V>(int part, int parts) where V : struct, ILanes<V>
    {
        var product = Part<V>(part, parts);
        return (ProductDriver.RowBlocks<V>(product.M) + Together<V>() - 1) / Together<V>() * Panels<V>(product.N);
    }

    // Tiles, one above the other, that are an item.
    private int Together<V>() where V : struct, ILanes<V> =>
        (int)Math.Max(1, ItemWork / (2L * GemmTile.MaxRows<V>() * V.Count * Math.Max(1, _product.K)));

    // Rows or columns, whichever leaves the largest part fewer tiles.
    private Product Part<V>(int part, int parts) where V : struct, ILanes<V>
    {
        int m = _product.M, n = _product.N;
        var ofRows = ProductDriver.RowBlocks<V>((m + parts - 1) / parts) * Panels<V>(n);
        var ofColumns = ProductDriver.RowBlocks<V>(m) * ((Panels<V>(n) + parts - 1) / parts);
        var byRows = ofRows < ofColumns || (ofRows == ofColumns && m >= n);
        var (start, end) = byRows ? Stripe.Of(m, part, parts) : Stripe.Of(n, part, parts, 2 * V.Count);
        return byRows ? _product.Rows(start, end) : _product.Columns(start, end);
    }

    private static int Panels<V>(int columns) where V : struct, ILanes<V> => (columns + 2 * V.Count - 1) / (2 * V.Count);
}
