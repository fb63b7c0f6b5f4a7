using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>Runs a group of samples, one in each lane (<see cref="SampleLanesShape"/>).</summary>
internal static unsafe class SampleLanesDriver
{
    /// <summary>Floats of a group's padded planes.</summary>
    public static int PlanesLength(in SampleLanesShape shape) => shape.Channels * shape.PlaneLength;

    /// <summary>
    /// Writes weights block by block of filters, each [channels, kernel height, kernel width, filters of the block].
    /// </summary>
    /// <param name="shape">The geometry.</param>
    /// <param name="weights">The first channel's first filter's kernel.</param>
    /// <param name="channelStep">Floats from one channel's kernel to the next.</param>
    /// <param name="filterStep">Floats from one filter's kernel to the next.</param>
    /// <param name="turned">Whether kernels are turned round.</param>
    /// <param name="packed">As many floats as there are weights.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Pack<V>(
        in SampleLanesShape shape, float* weights, nint channelStep, nint filterStep, bool turned, float* packed)
        where V : struct, ILanes<V>
    {
        var kernel = shape.KernelHeight * shape.KernelWidth;
        for (var filter = 0; filter < shape.Filters;)
        {
            var rows = BlockRows<V>(shape.Filters, filter);
            for (var channel = 0; channel < shape.Channels; channel++)
            {
                var from = weights + filter * filterStep + channel * channelStep;
                for (var tap = 0; tap < kernel; tap++, packed += rows)
                {
                    var w = from + (turned ? kernel - 1 - tap : tap);
                    for (var row = 0; row < rows; row++) packed[row] = w[row * filterStep];
                }
            }
            filter += rows;
        }
    }

    /// <summary>Turns a group of samples lanes last, each channel at the start of its plane.</summary>
    /// <param name="x">[V.Count, channels, height, width].</param>
    /// <param name="sample">Floats from one sample to the next.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="planes">[channels, height, width, V.Count] with gaps.</param>
    /// <param name="planeLength">Floats from one plane to the next.</param>
    /// <param name="planeRow">Floats from one row of a plane to the next.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Interleave<V>(
        float* x, nint sample, int channels, int height, int width, float* planes, nint planeLength, nint planeRow)
        where V : struct, ILanes<V>
    {
        // Rows without a gap between them are one row, and so are planes.
        if (planeRow == width * V.Count)
        {
            (width, height) = (width * height, 1);
            if (planeLength == width * V.Count) (width, channels) = (width * channels, 1);
        }
        for (var channel = 0; channel < channels; channel++, planes += planeLength)
        {
            var row = planes;
            for (var y = 0; y < height; y++, row += planeRow, x += width)
                for (var column = 0; column < width; column += V.Count)
                    Transpose.Block<V, Store>(
                        x + column, sample, V.Count, Math.Min(V.Count, width - column), row + column * V.Count, V.Count, V.Count);
        }
    }

    /// <summary>Convolves a group whose planes are filled.</summary>
    /// <param name="shape">The geometry.</param>
    /// <param name="planes">The padded planes.</param>
    /// <param name="packed">The weights as <see cref="Pack"/> gave them.</param>
    /// <param name="bias">[filters], or null.</param>
    /// <param name="y">[V.Count, filters, output height, output width].</param>
    /// <param name="epilogue">Given a register of pixels of every sample and filter.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Convolve<V, E>(in SampleLanesShape shape, float* planes, float* packed, float* bias, float* y, E epilogue)
        where V : struct, ILanes<V> where E : struct, IEpilogue
    {
        // A register of pixels of a block of filters, each pixel a register of samples.
        var tile = stackalloc float[12 * 16 * 16 + 16];
        tile = (float*)(((nuint)tile + 63) & ~(nuint)63);
        nint tileRow = V.Count * V.Count;
        var pixels = shape.OutputHeight * shape.OutputWidth;
        for (var filter = 0; filter < shape.Filters;)
        {
            var rows = BlockRows<V>(shape.Filters, filter);
            var walk = new SampleLanesTile.Walk
            {
                Channels = shape.Channels,
                PlaneChannel = shape.PlaneLength,
                PlaneRow = shape.TapRow,
                PlaneColumn = shape.TapColumn,
                WeightChannel = shape.KernelHeight * shape.KernelWidth * rows,
                WeightRow = shape.KernelWidth * rows,
            };
            int row = 0, column = 0;
            for (var pixel = 0; pixel < pixels; pixel += V.Count)
            {
                var count = Math.Min(V.Count, pixels - pixel);
                for (var i = 0; i < count; i += 2)
                {
                    var (height, width) = (shape.RowTaps(row), shape.ColumnTaps(column));
                    var first = row * shape.PlaneRow + column * V.Count;
                    Advance(shape, ref row, ref column);
                    if (i + 1 < count)
                    {
                        height = height.With(shape.RowTaps(row));
                        width = width.With(shape.ColumnTaps(column));
                        walk.Second = row * shape.PlaneRow + column * V.Count - first;
                        Advance(shape, ref row, ref column);
                    }
                    else walk.Second = 0;
                    (walk.Rows, walk.Columns) = (height.End - height.First, width.End - width.First);
                    RunTile<V, E>(
                        rows, packed + height.First * walk.WeightRow + width.First * rows,
                        planes + first + height.First * walk.PlaneRow + width.First * walk.PlaneColumn, walk, bias,
                        tile + i * V.Count, tileRow);
                }
                for (var r = 0; r < rows; r++)
                {
                    var to = y + (nint)(filter + r) * pixels + pixel;
                    Transpose.Block<V, Store>(tile + r * tileRow, V.Count, count, V.Count, to, shape.OutputLength, count);
                    epilogue.Finish<V>(to, shape.OutputLength, V.Count, count);
                }
            }
            packed += rows * shape.Taps;
            if (bias != null) bias += rows;
            filter += rows;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Advance(in SampleLanesShape shape, ref int row, ref int column)
    {
        if (++column < shape.OutputWidth) return;
        column = 0;
        row++;
    }

    // Even blocks: sixteen filters are 8 + 8, not 12 + 4.
    private static int BlockRows<V>(int filters, int filter) where V : struct, ILanes<V>
    {
        var blocks = (filters - filter + GemmTile.MaxRows<V>() - 1) / GemmTile.MaxRows<V>();
        return (filters - filter + blocks - 1) / blocks;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RunTile<V, E>(
        int rows, float* weights, float* plane, in SampleLanesTile.Walk walk, float* bias, float* output, nint outputRow)
        where V : struct, ILanes<V> where E : struct, IEpilogue
    {
        switch (rows)
        {
            case 1: SampleLanesTile.Run<V, Count1, E>(weights, plane, walk, bias, output, outputRow); break;
            case 2: SampleLanesTile.Run<V, Count2, E>(weights, plane, walk, bias, output, outputRow); break;
            case 3: SampleLanesTile.Run<V, Count3, E>(weights, plane, walk, bias, output, outputRow); break;
            case 4: SampleLanesTile.Run<V, Count4, E>(weights, plane, walk, bias, output, outputRow); break;
            case 5: SampleLanesTile.Run<V, Count5, E>(weights, plane, walk, bias, output, outputRow); break;
            case 6: SampleLanesTile.Run<V, Count6, E>(weights, plane, walk, bias, output, outputRow); break;
            case 7: SampleLanesTile.Run<V, Count7, E>(weights, plane, walk, bias, output, outputRow); break;
            case 8: SampleLanesTile.Run<V, Count8, E>(weights, plane, walk, bias, output, outputRow); break;
            case 9: SampleLanesTile.Run<V, Count9, E>(weights, plane, walk, bias, output, outputRow); break;
            case 10: SampleLanesTile.Run<V, Count10, E>(weights, plane, walk, bias, output, outputRow); break;
            case 11: SampleLanesTile.Run<V, Count11, E>(weights, plane, walk, bias, output, outputRow); break;
            default: SampleLanesTile.Run<V, Count12, E>(weights, plane, walk, bias, output, outputRow); break;
        }
    }
}
