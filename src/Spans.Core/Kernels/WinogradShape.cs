namespace Spans.Kernels;

/// <summary>
/// How a 3×3 convolution is cut into tiles of 2×2 outputs, each made from 4×4 inputs by 16 products instead of 36: F(2×2, 3×3) of
/// Lavin and Gray 2016. Pixels lie outside and channels inside here, so that every transform is a sum of whole registers.
/// </summary>
internal readonly struct WinogradShape
{
    /// <summary>Products of a tile: the numbers of a transformed tile.</summary>
    public const int Products = 16;

    // Transformed tiles of this many floats stay in the second cache between their making and their last use.
    private const int BlockLength = 96 * 1024;

    private readonly int _padTop;
    private readonly int _padLeft;

    private WinogradShape(
        int channels, int height, int width, int filters, int outputHeight, int outputWidth, int padTop, int padLeft)
    {
        (Channels, Height, Width) = (channels, height, width);
        (Filters, OutputHeight, OutputWidth) = (filters, outputHeight, outputWidth);
        (_padTop, _padLeft) = (padTop, padLeft);
        (TileRows, TileColumns) = ((outputHeight + 1) / 2, (outputWidth + 1) / 2);
        (InputRow, OutputRow) = (Packing.Whole(channels), Packing.Whole(filters));
        var most = Math.Max(1, BlockLength / (Products * (InputRow + OutputRow) * TileColumns));
        var blocks = (TileRows + most - 1) / most;
        BlockRows = (TileRows + blocks - 1) / blocks;
    }

    public int Channels { get; }

    public int Height { get; }

    public int Width { get; }

    public int Filters { get; }

    public int OutputHeight { get; }

    public int OutputWidth { get; }

    /// <summary>Tiles above each other.</summary>
    public int TileRows { get; }

    /// <summary>Tiles beside each other.</summary>
    public int TileColumns { get; }

    /// <summary>Rows of tiles that are done at a time.</summary>
    public int BlockRows { get; }

    /// <summary>Floats of an input pixel: its channels, filled to whole registers.</summary>
    public int InputRow { get; }

    /// <summary>Floats of an output pixel.</summary>
    public int OutputRow { get; }

    /// <summary>Pixels of a row of the padded input.</summary>
    public int PlaneWidth => 2 * TileColumns + 2;

    /// <summary>Floats of one sample's padded input.</summary>
    public int PlaneLength => (2 * TileRows + 2) * PlaneWidth * InputRow;

    /// <summary>Floats of one sample's output, filled to whole tiles.</summary>
    public int OutputPlaneLength => 4 * TileRows * TileColumns * OutputRow;

    /// <summary>Tiles of a block.</summary>
    public int BlockTiles => BlockRows * TileColumns;

    // A line more than the tiles: else all sixteen numbers of a tile would fall into one set of the first cache.

    /// <summary>Floats from one of a transformed input tile's numbers to its next.</summary>
    public int InputStep => BlockTiles * InputRow + Packing.Granularity;

    /// <summary>Floats from one of a transformed output tile's numbers to its next.</summary>
    public int OutputStep => BlockTiles * OutputRow + Packing.Granularity;

    /// <summary>Floats of the transformed weights, [16, channels, filters filled].</summary>
    public int WeightLength => Products * Channels * OutputRow;

    /// <summary>Whether tiles pay: on small images or few channels the transforms cost what the products save.</summary>
    public static bool Takes(in ConvolutionShape shape) =>
        shape is { KernelHeight: 3, KernelWidth: 3, StrideY: 1, StrideX: 1, DilationY: 1, DilationX: 1, Groups: 1 }
        && shape is { PadTop: <= 2, PadBottom: <= 2, PadLeft: <= 2, PadRight: <= 2, Channels: >= 16, Filters: >= 16 }
        && shape is { OutputHeight: >= 4, OutputWidth: >= 4, Height: >= 4, Width: >= 4 };

    /// <summary>The tiles of a convolution.</summary>
    public static WinogradShape Of(in ConvolutionShape shape) => new(
        shape.Channels, shape.Height, shape.Width, shape.Filters, shape.OutputHeight, shape.OutputWidth, shape.PadTop,
        shape.PadLeft);

    /// <summary>The tiles of its input gradient: the convolution of the output gradient with the kernel turned round.</summary>
    public static WinogradShape OfGradient(in ConvolutionShape shape) => new(
        shape.Filters, shape.OutputHeight, shape.OutputWidth, shape.Channels, shape.Height, shape.Width, 2 - shape.PadTop,
        2 - shape.PadLeft);

    /// <summary>Where the input's first pixel lies in its padded plane.</summary>
    public int FirstPixel => (_padTop * PlaneWidth + _padLeft) * InputRow;

    /// <summary>Rows of the input that any tile sees.</summary>
    public int RowsSeen => Math.Min(Height, 2 * TileRows + 2 - _padTop);

    /// <summary>Columns of the input that any tile sees.</summary>
    public int ColumnsSeen => Math.Min(Width, PlaneWidth - _padLeft);
}
