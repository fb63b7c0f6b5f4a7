using System.Runtime.CompilerServices;
using Spans.Threading;

namespace Spans.Kernels;

/// <summary>Planes made larger by repeating each pixel.</summary>
public static unsafe class Upsampling
{
    /// <summary>y[i, j] = x[i / factorY, j / factorX].</summary>
    /// <param name="x">[planes, height, width].</param>
    /// <param name="y">[planes, height · factorY, width · factorX]. Must not overlap x.</param>
    /// <param name="planes">Samples times channels, zero or more.</param>
    /// <param name="height">Rows of x.</param>
    /// <param name="width">Columns of x.</param>
    /// <param name="factorY">Rows for each row.</param>
    /// <param name="factorX">Columns for each column.</param>
    /// <param name="team">Shares the planes where that pays.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, or y overlaps x.</exception>
    public static void Nearest(
        ReadOnlySpan<float> x, Span<float> y, int planes, int height, int width, int factorY, int factorX, Team team)
    {
        Check(x, nameof(x), y, nameof(y), planes, height, width, factorY, factorX, team);
        Throw.IfOverlap(x, y, nameof(y));
        fixed (float* px = x, py = y)
            PlaneSweep.Run(new Repeat(px, py, height, width, factorY, factorX), planes, height * width * factorY * factorX, team);
    }

    /// <summary>dx[i, j] = Σ of dy over the pixels made of x[i, j].</summary>
    /// <param name="dy">[planes, height · factorY, width · factorX].</param>
    /// <param name="dx">[planes, height, width]. Must not overlap dy.</param>
    /// <param name="planes">Samples times channels, zero or more.</param>
    /// <param name="height">Rows of dx.</param>
    /// <param name="width">Columns of dx.</param>
    /// <param name="factorY">Rows for each row.</param>
    /// <param name="factorX">Columns for each column.</param>
    /// <param name="team">Shares the planes where that pays.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, or dx overlaps dy.</exception>
    public static void NearestBackward(
        ReadOnlySpan<float> dy, Span<float> dx, int planes, int height, int width, int factorY, int factorX, Team team)
    {
        Check(dx, nameof(dx), dy, nameof(dy), planes, height, width, factorY, factorX, team);
        Throw.IfOverlap(dy, dx, nameof(dx));
        fixed (float* pdy = dy, pdx = dx)
            PlaneSweep.Run(
                new Gather(pdy, pdx, height, width, factorY, factorX), planes, height * width * factorY * factorX, team);
    }

    private static void Check(
        ReadOnlySpan<float> x, string small, ReadOnlySpan<float> y, string large, int planes, int height, int width, int factorY,
        int factorX,
        Team team)
    {
        ArgumentNullException.ThrowIfNull(team);
        Throw.IfNegative(planes);
        Throw.IfNotPositive(height);
        Throw.IfNotPositive(width);
        Throw.IfNotPositive(factorY);
        Throw.IfNotPositive(factorX);
        // Four factors of 31 bits: two products fit, five do not.
        Throw.IfNotLength(x.Length, Product((long)planes * height, width), small);
        Throw.IfNotLength(y.Length, Product(Product((long)planes * height, width), (long)factorY * factorX), large);
    }

    // No span is as long as what passes 64 bits.
    private static long Product(long a, long b)
    {
        var product = Math.BigMul(a, b, out var low);
        return product == 0 && low >= 0 ? low : long.MaxValue;
    }

    private readonly struct Repeat(float* x, float* y, int height, int width, int factorY, int factorX) : IPlaneJob
    {
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public void Execute(int plane)
        {
            var wide = width * factorX;
            float* from = x + (nint)plane * height * width, to = y + (nint)plane * height * factorY * wide;
            for (var i = 0; i < height; i++, from += width)
            {
                var row = to;
                for (var j = 0; j < width; j++)
                    for (var k = 0; k < factorX; k++) *to++ = from[j];
                for (var k = 1; k < factorY; k++, to += wide)
                    new ReadOnlySpan<float>(row, wide).CopyTo(new Span<float>(to, wide));
            }
        }
    }

    private readonly struct Gather(float* dy, float* dx, int height, int width, int factorY, int factorX) : IPlaneJob
    {
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public void Execute(int plane)
        {
            float* from = dy + (nint)plane * height * factorY * width * factorX, to = dx + (nint)plane * height * width;
            for (var i = 0; i < height; i++, to += width)
            {
                new Span<float>(to, width).Clear();
                for (var k = 0; k < factorY; k++)
                    for (var j = 0; j < width; j++)
                        for (var l = 0; l < factorX; l++) to[j] += *from++;
            }
        }
    }
}
