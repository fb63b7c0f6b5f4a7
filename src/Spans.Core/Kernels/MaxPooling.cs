using System.Runtime.CompilerServices;
using Spans.Lanes;
using Spans.Threading;

namespace Spans.Kernels;

/// <summary>
/// The largest of each window; a NaN in it is the largest. Going back, the first of equal ones gets the whole gradient.
/// </summary>
public static unsafe class MaxPooling
{
    /// <summary>y = the largest x of each window.</summary>
    /// <param name="shape">The geometry.</param>
    /// <param name="x">[batch, channels, height, width].</param>
    /// <param name="y">[batch, channels, output height, output width]. Must not overlap x.</param>
    /// <param name="batch">Samples, zero or more.</param>
    /// <param name="team">Shares the planes where that pays.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, y overlaps x, or the geometry is
    /// impossible.</exception>
    public static void Forward(in PoolingShape shape, ReadOnlySpan<float> x, Span<float> y, int batch, Team team)
    {
        Check(shape, x, y, batch, team);
        Throw.IfOverlap(x, y, nameof(y));
        fixed (float* px = x, py = y)
            PlaneSweep.Run(new ForwardJob(shape, px, py), batch * shape.Channels, shape.Height * shape.Width, team);
    }

    /// <summary>dx = dy at the largest of each window, added up where windows overlap; 0 elsewhere.</summary>
    /// <param name="shape">The geometry.</param>
    /// <param name="x">[batch, channels, height, width].</param>
    /// <param name="y">[batch, channels, output height, output width] as <see cref="Forward"/> gave it.</param>
    /// <param name="dy">[batch, channels, output height, output width].</param>
    /// <param name="dx">[batch, channels, height, width]. Must not overlap any other argument.</param>
    /// <param name="batch">Samples, zero or more.</param>
    /// <param name="team">Shares the planes where that pays.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, dx overlaps an input, or the geometry is
    /// impossible.</exception>
    public static void Backward(
        in PoolingShape shape, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx, int batch,
        Team team)
    {
        Check(shape, x, y, batch, team);
        Throw.IfNotLength(dy.Length, y.Length);
        Throw.IfNotLength(dx.Length, x.Length);
        Throw.IfOverlap(x, dx, nameof(dx));
        Throw.IfOverlap(y, dx, nameof(dx));
        Throw.IfOverlap(dy, dx, nameof(dx));
        fixed (float* px = x, py = y, pdy = dy, pdx = dx)
            PlaneSweep.Run(
                new BackwardJob(shape, px, py, pdy, pdx), batch * shape.Channels, 2 * shape.Height * shape.Width, team);
    }

    private static void Check(in PoolingShape shape, ReadOnlySpan<float> x, ReadOnlySpan<float> y, int batch, Team team)
    {
        ArgumentNullException.ThrowIfNull(team);
        shape.Check();
        Throw.IfNegative(batch);
        Throw.IfNotLength(x.Length, (long)batch * shape.InputLength);
        Throw.IfNotLength(y.Length, (long)batch * shape.OutputLength);
    }

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
                V left = V.Max(a, c), right = V.Max(b, d);
                ColumnPairs.Store(V.Max(V.DeinterleaveEven(left, right), V.DeinterleaveOdd(left, right)), y + i, count);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void HalveBackward<V>(
        float* x, float* y, float* dy, float* dx, int height, int width, int inputHeight, int inputWidth)
        where V : struct, ILanes<V>
    {
        var end = dx + (nint)inputHeight * inputWidth;
        for (var row = 0; row < height; row++, x += 2 * inputWidth, dx += 2 * inputWidth, y += width, dy += width)
        {
            for (var i = 0; i < width; i += V.Count)
            {
                var count = Math.Min(V.Count, width - i);
                var (a, b) = ColumnPairs.LoadTwo<V>(x + 2 * i, 2 * count);
                var (c, d) = ColumnPairs.LoadTwo<V>(x + inputWidth + 2 * i, 2 * count);
                var top = ColumnPairs.Load<V>(y + i, count);
                var gradient = ColumnPairs.Load<V>(dy + i, count);
                // The first of equal ones takes all; a NaN equals none, and is left to the last.
                var first = V.EqualTo(V.DeinterleaveEven(a, b), top);
                var second = V.EqualTo(V.DeinterleaveOdd(a, b), top);
                var third = V.EqualTo(V.DeinterleaveEven(c, d), top);
                var da = V.Select(first, gradient, V.Zero);
                var left = V.Select(first, V.Zero, gradient);
                var db = V.Select(second, left, V.Zero);
                left = V.Select(second, V.Zero, left);
                var dc = V.Select(third, left, V.Zero);
                var dd = V.Select(third, V.Zero, left);
                ColumnPairs.StoreTwo(V.InterleaveLow(da, db), V.InterleaveHigh(da, db), dx + 2 * i, 2 * count);
                ColumnPairs.StoreTwo(V.InterleaveLow(dc, dd), V.InterleaveHigh(dc, dd), dx + inputWidth + 2 * i, 2 * count);
            }
            if (inputWidth % 2 != 0) dx[inputWidth - 1] = dx[2 * inputWidth - 1] = 0;
        }
        new Span<float>(dx, (int)(end - dx)).Clear();
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int IndexOfLargest(in PoolingShape shape, float* x, int row, int column)
    {
        var (y0, y1) = shape.RowsOf(row);
        var (x0, x1) = shape.ColumnsOf(column);
        var best = y0 * shape.Width + x0;
        for (var i = y0; i < y1; i++)
        {
            for (var j = x0; j < x1; j++)
            {
                var at = i * shape.Width + j;
                if (x[at] > x[best] || (float.IsNaN(x[at]) && !float.IsNaN(x[best]))) best = at;
            }
        }
        return best;
    }

    private readonly struct ForwardJob(in PoolingShape shape, float* x, float* y) : IPlaneJob
    {
        private readonly PoolingShape _shape = shape;

        public void Execute(int plane)
        {
            int height = _shape.OutputHeight, width = _shape.OutputWidth;
            float* from = x + (nint)plane * _shape.Height * _shape.Width, to = y + (nint)plane * height * width;
            if (_shape.Halves)
            {
                if (Width.Wide) Halve<Lanes512>(from, to, height, width, _shape.Width);
                else Halve<VectorLanes>(from, to, height, width, _shape.Width);
                return;
            }
            for (var i = 0; i < height; i++)
                for (var j = 0; j < width; j++) *to++ = from[IndexOfLargest(_shape, from, i, j)];
        }
    }

    private readonly struct BackwardJob(in PoolingShape shape, float* x, float* y, float* dy, float* dx) : IPlaneJob
    {
        private readonly PoolingShape _shape = shape;

        public void Execute(int plane)
        {
            int height = _shape.OutputHeight, width = _shape.OutputWidth;
            nint input = (nint)plane * _shape.Height * _shape.Width, output = (nint)plane * height * width;
            float* from = dy + output, to = dx + input;
            if (_shape.Halves)
            {
                if (Width.Wide)
                    HalveBackward<Lanes512>(x + input, y + output, from, to, height, width, _shape.Height, _shape.Width);
                else HalveBackward<VectorLanes>(x + input, y + output, from, to, height, width, _shape.Height, _shape.Width);
                return;
            }
            new Span<float>(to, _shape.Height * _shape.Width).Clear();
            for (var i = 0; i < height; i++)
                for (var j = 0; j < width; j++) to[IndexOfLargest(_shape, x + input, i, j)] += *from++;
        }
    }
}
