using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// One sample's convolution with lanes on filters (<see cref="FilterLanesTile"/>): rows of pixels, turned channels first on their
/// way out.
/// </summary>
internal static unsafe class FilterLanesDriver
{
    /// <summary>
    /// Whether registers of filters are filled enough better than registers of pixels; a tile one register wide is bound by
    /// loads.
    /// </summary>
    public static bool Takes(in ConvolutionShape shape)
    {
        if (shape.Groups > 1) return false;
        int lanes = Spans.Lanes.Width.Floats, width = shape.OutputWidth, filters = shape.Filters;
        long pixels = (width + lanes - 1) / lanes * lanes * filters, rows = (long)Packing.Whole(filters) * width;
        return rows * 5 < pixels * 4;
    }

    /// <summary>Floats of the weights, [taps, filters filled], and of the bias behind them.</summary>
    public static int WeightLength(in ConvolutionShape shape) => (shape.Taps + 1) * Packing.Whole(shape.Filters);

    /// <summary>Turns the weights filters last; a missing bias becomes zeros.</summary>
    public static void Pack(in ConvolutionShape shape, float* weights, float* bias, float* packed)
    {
        var row = Packing.Whole(shape.Filters);
        if (Spans.Lanes.Width.Wide) Packing.CopyTransposed<Lanes512>(weights, shape.Taps, shape.Filters, shape.Taps, packed, row);
        else Packing.CopyTransposed<VectorLanes>(weights, shape.Taps, shape.Filters, shape.Taps, packed, row);
        // Whole registers of weights also where a narrow register leaves the last ones unwritten.
        if (row - shape.Filters >= Spans.Lanes.Width.Floats)
            for (var tap = 0; tap < shape.Taps; tap++)
                new Span<float>(packed + tap * row + shape.Filters, row - shape.Filters).Clear();
        packed += shape.Taps * row;
        for (var i = 0; i < row; i++) packed[i] = bias != null && i < shape.Filters ? bias[i] : 0;
    }

    /// <summary>Convolves the driver's sample.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Run<V, E>(in ConvolutionDriver driver, E epilogue) where V : struct, ILanes<V> where E : struct, IEpilogue
    {
        var tile = stackalloc float[2 * 12 * 16 + 16];
        tile = (float*)(((nuint)tile + 63) & ~(nuint)63);
        nint row = Packing.Whole(driver.Rows), pixels = driver.Height * driver.Width;
        var bias = driver.FilterWeights + driver.Taps * row;
        for (var y = 0; y < driver.Height; y++)
        {
            var left = driver.Width;
            var blocks = (left + GemmTile.MaxRows<V>() - 1) / GemmTile.MaxRows<V>();
            for (var x = 0; left > 0; blocks--)
            {
                var count = (left + blocks - 1) / blocks;
                var planes = driver.Planes + y * driver.PlaneStep + x;
                for (var filter = 0; filter < driver.Rows;)
                {
                    var two = driver.Rows - filter > V.Count;
                    if (two) RunTile<V, TwoVectors, E>(count, driver, planes, row, filter, bias, tile);
                    else RunTile<V, OneVector, E>(count, driver, planes, row, filter, bias, tile);
                    var step = two ? 2 * V.Count : V.Count;
                    for (var i = 0; i < step && filter + i < driver.Rows; i += V.Count)
                    {
                        var filters = Math.Min(V.Count, driver.Rows - filter - i);
                        var to = driver.Output + (filter + i) * pixels + y * driver.Width + x;
                        for (var pixel = 0; pixel < count; pixel += V.Count)
                        {
                            var columns = Math.Min(V.Count, count - pixel);
                            Transpose.Block<V, Store>(
                                tile + i + pixel * step, step, columns, filters, to + pixel, pixels, columns);
                        }
                        epilogue.Finish<V>(to, pixels, filters, count);
                    }
                    filter += step;
                }
                x += count;
                left -= count;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RunTile<V, C, E>(
        int count, in ConvolutionDriver driver, float* planes, nint row, int filter, float* bias, float* tile)
        where V : struct, ILanes<V> where C : struct, ITileColumns where E : struct, IEpilogue
    {
        var weights = driver.FilterWeights + filter;
        bias += filter;
        switch (count)
        {
            case 1: FilterLanesTile.Run<V, Count1, C, E>(weights, row, driver.Offsets, driver.Taps, planes, bias, tile); break;
            case 2: FilterLanesTile.Run<V, Count2, C, E>(weights, row, driver.Offsets, driver.Taps, planes, bias, tile); break;
            case 3: FilterLanesTile.Run<V, Count3, C, E>(weights, row, driver.Offsets, driver.Taps, planes, bias, tile); break;
            case 4: FilterLanesTile.Run<V, Count4, C, E>(weights, row, driver.Offsets, driver.Taps, planes, bias, tile); break;
            case 5: FilterLanesTile.Run<V, Count5, C, E>(weights, row, driver.Offsets, driver.Taps, planes, bias, tile); break;
            case 6: FilterLanesTile.Run<V, Count6, C, E>(weights, row, driver.Offsets, driver.Taps, planes, bias, tile); break;
            case 7: FilterLanesTile.Run<V, Count7, C, E>(weights, row, driver.Offsets, driver.Taps, planes, bias, tile); break;
            case 8: FilterLanesTile.Run<V, Count8, C, E>(weights, row, driver.Offsets, driver.Taps, planes, bias, tile); break;
            case 9: FilterLanesTile.Run<V, Count9, C, E>(weights, row, driver.Offsets, driver.Taps, planes, bias, tile); break;
            case 10: FilterLanesTile.Run<V, Count10, C, E>(weights, row, driver.Offsets, driver.Taps, planes, bias, tile); break;
            case 11: FilterLanesTile.Run<V, Count11, C, E>(weights, row, driver.Offsets, driver.Taps, planes, bias, tile); break;
            default: FilterLanesTile.Run<V, Count12, C, E>(weights, row, driver.Offsets, driver.Taps, planes, bias, tile); break;
        }
    }
}
