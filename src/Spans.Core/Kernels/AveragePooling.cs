using System.Runtime.CompilerServices;
using Spans.Lanes;
using Spans.Threading;

namespace Spans.Kernels;

/// <summary>The mean of each window; zeros of the padding count or not, as the caller says.</summary>
public static unsafe class AveragePooling
{
    /// <summary>y = the mean of x over each window.</summary>
    /// <param name="shape">The geometry.</param>
    /// <param name="countPadding">Whether zeros of the padding count (PyTorch's default) or only the input does.</param>
    /// <param name="x">[batch, channels, height, width].</param>
    /// <param name="y">[batch, channels, output height, output width]. Must not overlap x.</param>
    /// <param name="batch">Samples, zero or more.</param>
    /// <param name="team">Shares the planes where that pays.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, y overlaps x, or the geometry is
    /// impossible.</exception>
    public static void Forward(
        in PoolingShape shape, bool countPadding, ReadOnlySpan<float> x, Span<float> y, int batch, Team team)
    {
        Check(shape, x, nameof(x), y, nameof(y), batch, team);
        Throw.IfOverlap(x, y, nameof(y));
        fixed (float* px = x, py = y)
            PlaneSweep.Run(new ForwardJob(shape, countPadding, px, py), batch * shape.Channels, shape.Height * shape.Width, team);
    }

    /// <summary>dx = each window's dy shared out evenly, added up where windows overlap.</summary>
    /// <param name="shape">The geometry.</param>
    /// <param name="countPadding">As given to <see cref="Forward"/>.</param>
    /// <param name="dy">[batch, channels, output height, output width].</param>
    /// <param name="dx">[batch, channels, height, width]. Must not overlap dy.</param>
    /// <param name="batch">Samples, zero or more.</param>
    /// <param name="team">Shares the planes where that pays.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, dx overlaps dy, or the geometry is
    /// impossible.</exception>
    public static void Backward(
        in PoolingShape shape, bool countPadding, ReadOnlySpan<float> dy, Span<float> dx, int batch, Team team)
    {
        Check(shape, dx, nameof(dx), dy, nameof(dy), batch, team);
        Throw.IfOverlap(dy, dx, nameof(dx));
        fixed (float* pdy = dy, pdx = dx)
            PlaneSweep.Run(
                new BackwardJob(shape, countPadding, pdy, pdx), batch * shape.Channels, shape.Height * shape.Width, team);
    }

    private static void Check(
        in PoolingShape shape, ReadOnlySpan<float> x, string xName, ReadOnlySpan<float> y, string yName, int batch, Team team)
    {
        ArgumentNullException.ThrowIfNull(team);
        shape.Check();
        Throw.IfNegative(batch);
        Throw.IfNotLength(x.Length, (long)batch * shape.InputLength, xName);
        Throw.IfNotLength(y.Length, (long)batch * shape.OutputLength, yName);
    }

    // One window over the whole plane: the global mean.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float Mean<V>(float* x, int length) where V : struct, ILanes<V>
    {
        V even = V.Zero, odd = V.Zero;
        var i = 0;
        for (; i <= length - 2 * V.Count; i += 2 * V.Count)
        {
            even += V.Load(x + i);
            odd += V.Load(x + i + V.Count);
        }
        if (i <= length - V.Count)
        {
            even += V.Load(x + i);
            i += V.Count;
        }
        if (i < length) odd += V.LoadPartial(x + i, length - i);
        return V.Sum(even + odd) / length;
    }

    // From 0 on, row by row, as any window is added up; a quarter is exact, as dividing by 4 is.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Halve<V>(float* x, float* y, int height, int width, int inputWidth) where V : struct, ILanes<V>
    {
        for (var row = 0; row < height; row++, x += 2 * inputWidth, y += width)
        {
            for (var i = 0; i < width; i += V.Count)
            {
                var count = Math.Min(V.Count, width - i);
                var (a, b) = ColumnPairs.LoadTwo<V>(x + 2 * i, 2 * count);
                var (c, d) = ColumnPairs.LoadTwo<V>(x + inputWidth + 2 * i, 2 * count);
                var top = V.Zero + V.DeinterleaveEven(a, b) + V.DeinterleaveOdd(a, b);
                ColumnPairs.Store((top + V.DeinterleaveEven(c, d) + V.DeinterleaveOdd(c, d)) * 0.25f, y + i, count);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void HalveBackward<V>(float* dy, float* dx, int height, int width, int inputHeight, int inputWidth)
        where V : struct, ILanes<V>
    {
        var end = dx + (nint)inputHeight * inputWidth;
        for (var row = 0; row < height; row++, dx += 2 * inputWidth, dy += width)
        {
            for (var i = 0; i < width; i += V.Count)
            {
                var count = Math.Min(V.Count, width - i);
                // Added to the zero that was there.
                var share = V.Zero + ColumnPairs.Load<V>(dy + i, count) * 0.25f;
                V low = V.InterleaveLow(share, share), high = V.InterleaveHigh(share, share);
                ColumnPairs.StoreTwo(low, high, dx + 2 * i, 2 * count);
                ColumnPairs.StoreTwo(low, high, dx + inputWidth + 2 * i, 2 * count);
            }
            if (inputWidth % 2 != 0) dx[inputWidth - 1] = dx[2 * inputWidth - 1] = 0;
        }
        new Span<float>(dx, (int)(end - dx)).Clear();
    }

    // What the padded window holds, cut off where it leaves the padded input.
    private static float Count(in PoolingShape shape, bool countPadding, int row, int column, int seen)
    {
        if (!countPadding) return seen;
        var rows = Math.Min(shape.WindowHeight, shape.Height + 2 * shape.PadY - row * shape.StrideY);
        var columns = Math.Min(shape.WindowWidth, shape.Width + 2 * shape.PadX - column * shape.StrideX);
        return rows * columns;
    }

    private static bool IsGlobal(in PoolingShape shape) =>
        shape.WindowHeight == shape.Height && shape.WindowWidth == shape.Width && shape.PadY == 0 && shape.PadX == 0;

    private readonly struct ForwardJob(in PoolingShape shape, bool countPadding, float* x, float* y) : IPlaneJob
    {
        private readonly PoolingShape _shape = shape;

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public void Execute(int plane)
        {
            int height = _shape.OutputHeight, width = _shape.OutputWidth, length = _shape.Height * _shape.Width;
            float* from = x + (nint)plane * length, to = y + (nint)plane * height * width;
            if (IsGlobal(_shape))
            {
                *to = Width.Wide ? Mean<Lanes512>(from, length) : Mean<VectorLanes>(from, length);
                return;
            }
            if (_shape.Halves)
            {
                if (Width.Wide) Halve<Lanes512>(from, to, height, width, _shape.Width);
                else Halve<VectorLanes>(from, to, height, width, _shape.Width);
                return;
            }
            for (var i = 0; i < height; i++)
            {
                var (y0, y1) = _shape.RowsOf(i);
                for (var j = 0; j < width; j++)
                {
                    var (x0, x1) = _shape.ColumnsOf(j);
                    var sum = 0f;
                    for (var row = y0; row < y1; row++)
                        for (var column = x0; column < x1; column++) sum += from[row * _shape.Width + column];
                    *to++ = sum / Count(_shape, countPadding, i, j, (y1 - y0) * (x1 - x0));
                }
            }
        }
    }

    private readonly struct BackwardJob(in PoolingShape shape, bool countPadding, float* dy, float* dx) : IPlaneJob
    {
        private readonly PoolingShape _shape = shape;

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public void Execute(int plane)
        {
            int height = _shape.OutputHeight, width = _shape.OutputWidth, length = _shape.Height * _shape.Width;
            float* from = dy + (nint)plane * height * width, to = dx + (nint)plane * length;
            if (IsGlobal(_shape))
            {
                new Span<float>(to, length).Fill(*from / length);
                return;
            }
            if (_shape.Halves)
            {
                if (Width.Wide) HalveBackward<Lanes512>(from, to, height, width, _shape.Height, _shape.Width);
                else HalveBackward<VectorLanes>(from, to, height, width, _shape.Height, _shape.Width);
                return;
            }
            new Span<float>(to, length).Clear();
            for (var i = 0; i < height; i++)
            {
                var (y0, y1) = _shape.RowsOf(i);
                for (var j = 0; j < width; j++)
                {
                    var (x0, x1) = _shape.ColumnsOf(j);
                    var share = *from++ / Count(_shape, countPadding, i, j, (y1 - y0) * (x1 - x0));
                    for (var row = y0; row < y1; row++)
                        for (var column = x0; column < x1; column++) to[row * _shape.Width + column] += share;
                }
            }
        }
    }
}
