using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// One sample's convolution and pooling, cut into tiles; everything that does not depend on the sample is worked out beforehand.
/// </summary>
internal readonly unsafe struct PooledConvolutionDriver
{
    private readonly ConvolutionPlanes _planes;
    private readonly bool _lanesAreFilters;
    private readonly bool _readsSource;
    private readonly int* _offsets;
    private readonly float* _weights;
    private readonly float* _bias;
    private readonly int _filters;
    private readonly int _taps;
    private readonly int _weightRow;
    private readonly int _rowLength;
    private readonly int _height;
    private readonly int _width;

    /// <summary>
    /// Runs <paramref name="shape"/> with what <see cref="PooledConvolution.Pack"/> wrote to <paramref name="packed"/>.
    /// </summary>
    public PooledConvolutionDriver(in PooledConvolutionShape shape, float* packed)
    {
        _planes = shape.Planes;
        (_lanesAreFilters, _readsSource) = (shape.LanesAreFilters, shape.ReadsSource);
        (_filters, _taps, _rowLength) = (shape.Convolution.Filters, shape.Convolution.Taps, shape.Planes.RowLength);
        (_height, _width) = (shape.Height, shape.Width);
        _weightRow = Packing.Whole(_filters);
        _offsets = (int*)packed;
        _weights = packed + shape.OffsetLength;
        _bias = _weights + (nint)_taps * _weightRow;
        (InputLength, OutputLength, ScratchPerPart) = (shape.Convolution.InputLength, shape.OutputLength, shape.ScratchPerPart);
    }

    /// <summary>Floats of a sample.</summary>
    public int InputLength { get; }

    /// <summary>Floats of a pooled sample.</summary>
    public int OutputLength { get; }

    /// <summary>Floats of the planes that <see cref="Run"/> wants.</summary>
    public int ScratchPerPart { get; }

    /// <summary>Prepares planes for any number of samples.</summary>
    public void Clear(float* planes)
    {
        if (!_readsSource) _planes.Clear(planes);
    }

    /// <summary>Convolves and pools one sample.</summary>
    /// <param name="x">The sample.</param>
    /// <param name="y">Its result.</param>
    /// <param name="planes"><see cref="ScratchPerPart"/> floats that were cleared.</param>
    /// <param name="pooling">What a window gives.</param>
    public void Run<V, TPooling>(float* x, float* y, float* planes, TPooling pooling)
        where V : struct, ILanes<V> where TPooling : struct, IPooling
    {
        if (!_readsSource) _planes.Fill<V>(x, planes);
        if (_lanesAreFilters) RunFilters<V, TPooling>(_readsSource ? x : planes, y, pooling);
        else RunPixels<V, TPooling>(planes, y, pooling);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void RunPixels<V, TPooling>(float* planes, float* y, TPooling pooling) where V : struct, ILanes<V>
        where TPooling : struct, IPooling
    {
        nint pixels = _height * _width;
        var most = PooledPixelsTile.MaxFilters<V>();
        var blocks = (_filters + most - 1) / most;
        for (var filter = 0; filter < _filters; blocks--)
        {
            var count = (_filters - filter + blocks - 1) / blocks;
            var to = y + filter * pixels;
            for (var row = 0; row < _height; row++, to += _width)
            {
                var x = planes + (nint)row * 2 * _rowLength;
                for (var column = 0; column < _width; column += V.Count)
                    RunPixels<V, TPooling>(
                        count, filter, x + column, to + column, pixels, Math.Min(V.Count, _width - column), pooling);
            }
            filter += count;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void RunPixels<V, TPooling>(int count, int filter, float* x, float* y, nint pixels, int lanes, TPooling pooling)
        where V : struct, ILanes<V> where TPooling : struct, IPooling
    {
        float* w = _weights + filter, bias = _bias + filter;
        var taps = _offsets;
        var (k, step, row) = (_taps, _weightRow, _rowLength);
        switch (count)
        {
            case 1: PooledPixelsTile.Run<V, Count1, TPooling>(w, step, taps, k, x, row, bias, y, pixels, lanes, pooling); break;
            case 2: PooledPixelsTile.Run<V, Count2, TPooling>(w, step, taps, k, x, row, bias, y, pixels, lanes, pooling); break;
            case 3: PooledPixelsTile.Run<V, Count3, TPooling>(w, step, taps, k, x, row, bias, y, pixels, lanes, pooling); break;
            case 4: PooledPixelsTile.Run<V, Count4, TPooling>(w, step, taps, k, x, row, bias, y, pixels, lanes, pooling); break;
            case 5: PooledPixelsTile.Run<V, Count5, TPooling>(w, step, taps, k, x, row, bias, y, pixels, lanes, pooling); break;
            default: PooledPixelsTile.Run<V, Count6, TPooling>(w, step, taps, k, x, row, bias, y, pixels, lanes, pooling); break;
        }
    }

    // Pooled pixels come filters last; a register's worth of them is turned at once, whatever rows they belong to.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void RunFilters<V, TPooling>(float* planes, float* y, TPooling pooling) where V : struct, ILanes<V>
        where TPooling : struct, IPooling
    {
        var tile = stackalloc float[(16 + PooledFiltersTile.MostPixels) * 16 + 16];
        tile = (float*)(((nuint)tile + 63) & ~(nuint)63);
        nint pixels = _height * _width;
        for (var filter = 0; filter < _filters; filter += V.Count)
        {
            var filters = Math.Min(V.Count, _filters - filter);
            var to = y + filter * pixels;
            var held = 0;
            for (var row = 0; row < _height; row++)
            {
                var x = planes + (nint)row * 2 * _rowLength;
                var most = PooledFiltersTile.MaxPixels<V>();
                var blocks = (_width + most - 1) / most;
                for (var left = _width; left > 0; blocks--)
                {
                    var count = (left + blocks - 1) / blocks;
                    RunFilters<V, TPooling>(count, filter, x, tile + held * V.Count, pooling);
                    x += 2 * count;
                    left -= count;
                    held += count;
                    if (held < V.Count) continue;
                    Transpose.Block<V, Store>(tile, V.Count, V.Count, filters, to, pixels, V.Count);
                    to += V.Count;
                    held -= V.Count;
                    for (var i = 0; i < held; i++) V.Load(tile + (V.Count + i) * V.Count).Store(tile + i * V.Count);
                }
            }
            if (held > 0) Transpose.Block<V, Store>(tile, V.Count, held, filters, to, pixels, held);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void RunFilters<V, TPooling>(int count, int filter, float* x, float* tile, TPooling pooling)
        where V : struct, ILanes<V> where TPooling : struct, IPooling
    {
        float* w = _weights + filter, bias = _bias + filter;
        var taps = _offsets;
        var (k, step, row) = (_taps, _weightRow, _rowLength);
        switch (count)
        {
            case 1: PooledFiltersTile.Run<V, Count1, TPooling>(w, step, taps, k, x, row, bias, tile, pooling); break;
            case 2: PooledFiltersTile.Run<V, Count2, TPooling>(w, step, taps, k, x, row, bias, tile, pooling); break;
            case 3: PooledFiltersTile.Run<V, Count3, TPooling>(w, step, taps, k, x, row, bias, tile, pooling); break;
            case 4: PooledFiltersTile.Run<V, Count4, TPooling>(w, step, taps, k, x, row, bias, tile, pooling); break;
            case 5: PooledFiltersTile.Run<V, Count5, TPooling>(w, step, taps, k, x, row, bias, tile, pooling); break;
            default: PooledFiltersTile.Run<V, Count6, TPooling>(w, step, taps, k, x, row, bias, tile, pooling); break;
        }
    }
}
