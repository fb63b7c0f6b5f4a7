using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// One sample's convolution, cut into tiles: filters outside, so that their weights stay in the first cache, pixels inside.
/// </summary>
internal unsafe struct ConvolutionDriver
{
    /// <summary>[groups · rows, taps].</summary>
    public float* Weights;

    /// <summary>
    /// The weights with filters last (<see cref="FilterLanesDriver.Pack"/>), where lanes are to be on filters; else null.
    /// </summary>
    public float* FilterWeights;

    /// <summary>[taps] offsets in the planes.</summary>
    public int* Offsets;

    /// <summary>[groups · rows], or null.</summary>
    public float* Bias;

    /// <summary>The sample's padded planes.</summary>
    public float* Planes;

    /// <summary>[groups · rows, height, width].</summary>
    public float* Output;

    public int Taps;
    public int Groups;

    /// <summary>Filters of one group.</summary>
    public int Rows;

    /// <summary>Floats between two groups' planes.</summary>
    public int GroupPlanes;

    /// <summary>Floats of the planes between two output rows.</summary>
    public int PlaneStep;

    public int Height;
    public int Width;

    /// <summary>Convolves the sample, each finished tile handed to <paramref name="epilogue"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public readonly void Run<V, E>(E epilogue) where V : struct, ILanes<V> where E : struct, IEpilogue
    {
        if (FilterWeights != null)
        {
            FilterLanesDriver.Run<V, E>(this, epilogue);
            return;
        }
        var pixels = Height * Width;
        for (var group = 0; group < Groups; group++)
        {
            var blocks = (Rows + GemmTile.MaxRows<V>() - 1) / GemmTile.MaxRows<V>();
            var filter = group * Rows;
            for (var left = Rows; blocks > 0; blocks--)
            {
                var rows = (left + blocks - 1) / blocks;
                RunRows<V, E>(filter, rows, Planes + (nint)group * GroupPlanes, pixels, epilogue);
                filter += rows;
                left -= rows;
            }
        }
    }

    // Runs of up to a register of pixels, taken two by two; a pair may span two output rows.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private readonly void RunRows<V, E>(int filter, int rows, float* planes, int pixels, E epilogue)
        where V : struct, ILanes<V> where E : struct, IEpilogue
    {
        float* weights = Weights + (nint)filter * Taps, output = Output + (nint)filter * pixels;
        var bias = Bias == null ? null : Bias + filter;
        int y = 0, x = 0;
        while (y < Height)
        {
            var first = Next<V>(ref y, ref x);
            var second = y < Height ? Next<V>(ref y, ref x) : first with { Count = 0 };
            RunTile<V, E>(rows, weights, planes, output, bias, new ConvolutionTile.Pixels(first, second), pixels);
            epilogue.Finish<V>(output + first.Output, pixels, rows, first.Count);
            if (second.Count > 0) epilogue.Finish<V>(output + second.Output, pixels, rows, second.Count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly ConvolutionTile.PixelRun Next<V>(ref int y, ref int x) where V : struct, ILanes<V>
    {
        var run = new ConvolutionTile.PixelRun(y * PlaneStep + x, y * Width + x, Math.Min(V.Count, Width - x));
        x += V.Count;
        if (x >= Width)
        {
            x = 0;
            y++;
        }
        return run;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void RunTile<V, E>(
        int rows, float* weights, float* planes, float* output, float* bias, in ConvolutionTile.Pixels pixels, nint outputRow)
        where V : struct, ILanes<V> where E : struct, IEpilogue
    {
        switch (rows)
        {
            case 1: ConvolutionTile.Run<V, Count1, E>(weights, Offsets, Taps, planes, output, outputRow, bias, pixels); break;
            case 2: ConvolutionTile.Run<V, Count2, E>(weights, Offsets, Taps, planes, output, outputRow, bias, pixels); break;
            case 3: ConvolutionTile.Run<V, Count3, E>(weights, Offsets, Taps, planes, output, outputRow, bias, pixels); break;
            case 4: ConvolutionTile.Run<V, Count4, E>(weights, Offsets, Taps, planes, output, outputRow, bias, pixels); break;
            case 5: ConvolutionTile.Run<V, Count5, E>(weights, Offsets, Taps, planes, output, outputRow, bias, pixels); break;
            case 6: ConvolutionTile.Run<V, Count6, E>(weights, Offsets, Taps, planes, output, outputRow, bias, pixels); break;
            case 7: ConvolutionTile.Run<V, Count7, E>(weights, Offsets, Taps, planes, output, outputRow, bias, pixels); break;
            case 8: ConvolutionTile.Run<V, Count8, E>(weights, Offsets, Taps, planes, output, outputRow, bias, pixels); break;
            case 9: ConvolutionTile.Run<V, Count9, E>(weights, Offsets, Taps, planes, output, outputRow, bias, pixels); break;
            case 10: ConvolutionTile.Run<V, Count10, E>(weights, Offsets, Taps, planes, output, outputRow, bias, pixels); break;
            case 11: ConvolutionTile.Run<V, Count11, E>(weights, Offsets, Taps, planes, output, outputRow, bias, pixels); break;
            default: ConvolutionTile.Run<V, Count12, E>(weights, Offsets, Taps, planes, output, outputRow, bias, pixels); break;
        }
    }
}
