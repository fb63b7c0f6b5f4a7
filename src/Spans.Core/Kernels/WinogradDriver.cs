using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// Runs the tiles of one sample (<see cref="WinogradShape"/>): its pixels turned channels last, transformed, multiplied and
/// turned back.
/// </summary>
internal static unsafe class WinogradDriver
{
    /// <summary>Floats of scratch for <see cref="Convolve{V,E}"/>.</summary>
    public static int ConvolveScratch(in WinogradShape shape) =>
        shape.PlaneLength + WinogradShape.Products * (shape.InputStep + shape.OutputStep) + 4 * shape.BlockTiles
        * shape.OutputRow;

    /// <summary>Floats of scratch for <see cref="AddWeightGradient{V}"/>.</summary>
    public static int WeightGradientScratch(in WinogradShape shape) =>
        shape.PlaneLength + shape.OutputPlaneLength + WinogradShape.Products * (shape.InputStep + shape.OutputStep);

    /// <summary>u = G g Gᵀ for every channel and filter: [16, channels, filters filled with zeros].</summary>
    /// <param name="shape">The tiles.</param>
    /// <param name="weights">The first channel's first filter's kernel.</param>
    /// <param name="channelStep">Floats from one channel's kernel to the next.</param>
    /// <param name="filterStep">Floats from one filter's kernel to the next.</param>
    /// <param name="turned">Whether kernels are turned round.</param>
    /// <param name="u">Where to.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void TransformWeights<V>(
        in WinogradShape shape, float* weights, nint channelStep, nint filterStep, bool turned, float* u)
        where V : struct, ILanes<V>
    {
        var kernel = stackalloc float[9 * 16];
        var step = shape.WeightLength / WinogradShape.Products;
        for (var channel = 0; channel < shape.Channels; channel++)
        {
            for (var filter = 0; filter < shape.OutputRow; filter += V.Count)
            {
                var to = u + (nint)channel * shape.OutputRow + filter;
                var filters = Math.Clamp(shape.Filters - filter, 0, V.Count);
                var from = weights + channel * channelStep + filter * filterStep;
                for (var tap = 0; tap < 9; tap += V.Count)
                {
                    var taps = Math.Min(V.Count, 9 - tap);
                    var place = turned ? kernel + (8 - tap) * V.Count : kernel + tap * V.Count;
                    Transpose.Block<V, Store>(from + tap, filterStep, filters, taps, place, turned ? -V.Count : V.Count, V.Count);
                }
                WinogradTransform.Weights<V>(kernel, to, step);
            }
        }
    }

    /// <summary>Convolves one sample.</summary>
    /// <param name="shape">The tiles.</param>
    /// <param name="x">[channels, height, width].</param>
    /// <param name="u">The transformed weights.</param>
    /// <param name="bias">[filters filled].</param>
    /// <param name="y">[filters, output height, output width].</param>
    /// <param name="scratch"><see cref="ConvolveScratch"/> floats, the first <see cref="WinogradShape.PlaneLength"/> cleared
    /// before the first sample.</param>
    /// <param name="epilogue">Given every block of finished rows.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Convolve<V, E>(
        in WinogradShape shape, float* x, float* u, float* bias, float* y, float* scratch, E epilogue)
        where V : struct, ILanes<V> where E : struct, IEpilogue
    {
        float* plane = scratch, v = plane + shape.PlaneLength, m = v + WinogradShape.Products * shape.InputStep;
        var rows = m + WinogradShape.Products * shape.OutputStep;
        nint planeRow = shape.PlaneWidth * shape.InputRow, yRow = 2 * shape.TileColumns * shape.OutputRow;
        Fill<V>(x, shape.Channels, shape.Height, shape.Width, shape.RowsSeen, shape.ColumnsSeen, plane + shape.FirstPixel,
            planeRow, shape.InputRow);
        var pixels = shape.OutputHeight * shape.OutputWidth;
        for (var row = 0; row < shape.TileRows; row += shape.BlockRows)
        {
            var tileRows = Math.Min(shape.BlockRows, shape.TileRows - row);
            for (var i = 0; i < tileRows; i++)
                WinogradTransform.Input<V>(
                    plane + 2 * (row + i) * planeRow, planeRow, v + (nint)i * shape.TileColumns * shape.InputRow, shape.InputStep,
                    shape.TileColumns, shape.InputRow);
            Multiply<V>(shape, v, u, m, tileRows * shape.TileColumns);
            for (var i = 0; i < tileRows; i++)
                WinogradTransform.Output<V, E>(
                    m + (nint)i * shape.TileColumns * shape.OutputRow, shape.OutputStep, rows + 2 * i * yRow, yRow, bias,
                    shape.TileColumns, shape.OutputRow);
            var height = Math.Min(2 * tileRows, shape.OutputHeight - 2 * row);
            var to = y + 2 * row * shape.OutputWidth;
            Write<V>(shape, rows, yRow, height, to, pixels);
            epilogue.Finish<V>(to, pixels, shape.Filters, height * shape.OutputWidth);
        }
    }

    /// <summary>
    /// Adds one sample's du to [16, channels, filters filled] and its output gradients' sums to [filters filled].
    /// </summary>
    /// <param name="shape">The tiles.</param>
    /// <param name="x">[channels, height, width].</param>
    /// <param name="dy">[filters, output height, output width].</param>
    /// <param name="du">The gradient of the transformed weights.</param>
    /// <param name="dbias">The gradient of the bias.</param>
    /// <param name="scratch">
    /// <see cref="WeightGradientScratch"/> floats, the first <see cref="WinogradShape.PlaneLength"/> and
    /// <see cref="WinogradShape.OutputPlaneLength"/> cleared before the first sample.
    /// </param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void AddWeightGradient<V>(in WinogradShape shape, float* x, float* dy, float* du, float* dbias, float* scratch)
        where V : struct, ILanes<V>
    {
        float* plane = scratch, gradients = plane + shape.PlaneLength, v = gradients + shape.OutputPlaneLength;
        var dm = v + WinogradShape.Products * shape.InputStep;
        nint planeRow = shape.PlaneWidth * shape.InputRow, yRow = 2 * shape.TileColumns * shape.OutputRow;
        Fill<V>(x, shape.Channels, shape.Height, shape.Width, shape.RowsSeen, shape.ColumnsSeen, plane + shape.FirstPixel,
            planeRow, shape.InputRow);
        Fill<V>(dy, shape.Filters, shape.OutputHeight, shape.OutputWidth, shape.OutputHeight, shape.OutputWidth, gradients, yRow,
            shape.OutputRow);
        AddPixels<V>(gradients, 4 * shape.TileRows * shape.TileColumns, dbias, shape.OutputRow);
        var product = new Product
        {
            ARow = 1, AColumn = shape.InputRow, BRow = shape.OutputRow, CRow = shape.OutputRow, M = shape.Channels,
            N = shape.OutputRow,
        };
        for (var row = 0; row < shape.TileRows; row += shape.BlockRows)
        {
            var tileRows = Math.Min(shape.BlockRows, shape.TileRows - row);
            for (var i = 0; i < tileRows; i++)
            {
                nint tile = i * shape.TileColumns, y = 2 * (row + i);
                WinogradTransform.Input<V>(plane + y * planeRow, planeRow, v + tile * shape.InputRow, shape.InputStep,
                    shape.TileColumns, shape.InputRow);
                WinogradTransform.OutputGradient<V>(
                    gradients + y * yRow, yRow, dm + tile * shape.OutputRow, shape.OutputStep, shape.TileColumns,
                    shape.OutputRow);
            }
            product.K = tileRows * shape.TileColumns;
            for (nint number = 0; number < WinogradShape.Products; number++)
            {
                product.A = v + number * shape.InputStep;
                product.B = dm + number * shape.OutputStep;
                product.C = du + number * (shape.WeightLength / WinogradShape.Products);
                ProductDriver.RunTiles<V, Accumulate, NoEpilogue>(product, default);
            }
        }
    }

    private static void Multiply<V>(in WinogradShape shape, float* v, float* u, float* m, int tiles) where V : struct, ILanes<V>
    {
        var product = new Product
        {
            ARow = shape.InputRow, AColumn = 1, BRow = shape.OutputRow, CRow = shape.OutputRow, M = tiles, N = shape.OutputRow,
            K = shape.Channels,
        };
        for (nint number = 0; number < WinogradShape.Products; number++)
        {
            product.A = v + number * shape.InputStep;
            product.B = u + number * (shape.WeightLength / WinogradShape.Products);
            product.C = m + number * shape.OutputStep;
            ProductDriver.RunTiles<V, Store, NoEpilogue>(product, default);
        }
    }

    // [channels, height, width] → the first rows and columns as pixels, the floats behind the channels zero.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Fill<V>(
        float* x, int channels, int height, int width, int rows, int columns, float* plane, nint planeRow, int pixel)
        where V : struct, ILanes<V>
    {
        nint area = height * width;
        for (var channel = 0; channel < pixel; channel += V.Count)
        {
            var count = Math.Clamp(channels - channel, 0, V.Count);
            if (count == 0) return;
            float* from = x + channel * area, to = plane + channel;
            for (var row = 0; row < rows; row++, from += width, to += planeRow)
                for (var column = 0; column < columns; column += V.Count)
                    Transpose.Block<V, Store>(
                        from + column, area, count, Math.Min(V.Count, columns - column), to + column * pixel, pixel, V.Count);
        }
    }

    // Pixels → [filters, output height, output width].
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Write<V>(in WinogradShape shape, float* rows, nint yRow, int height, float* y, nint pixels)
        where V : struct, ILanes<V>
    {
        // Rows without a gap between them are one row.
        int width = shape.OutputWidth, pixel = shape.OutputRow;
        if (width == 2 * shape.TileColumns) (width, height) = (width * height, 1);
        for (var row = 0; row < height; row++, rows += yRow, y += width)
        {
            for (var filter = 0; filter < shape.Filters; filter += V.Count)
            {
                var filters = Math.Min(V.Count, shape.Filters - filter);
                for (var column = 0; column < width; column += V.Count)
                {
                    var columns = Math.Min(V.Count, width - column);
                    Transpose.Block<V, Store>(
                        rows + column * pixel + filter, pixel, columns, filters, y + filter * pixels + column, pixels, columns);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void AddPixels<V>(float* pixels, int count, float* sums, int pixel) where V : struct, ILanes<V>
    {
        // Tiles are whole, so pixels come in fours: four chains of additions.
        for (nint i = 0; i < pixel; i += V.Count)
        {
            V a = V.Zero, b = V.Zero, c = V.Zero, d = V.Zero;
            var p = pixels + i;
            for (var left = count; left > 0; left -= 4, p += 4 * pixel)
            {
                a += V.Load(p);
                b += V.Load(p + pixel);
                c += V.Load(p + 2 * pixel);
                d += V.Load(p + 3 * pixel);
            }
            (V.Load(sums + i) + (a + b + (c + d))).Store(sums + i);
        }
    }
}
