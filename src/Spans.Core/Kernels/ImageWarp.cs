using System.Runtime.CompilerServices;

namespace Spans.Kernels;

/// <summary>Images moved, turned, scaled and mirrored.</summary>
public static unsafe class ImageWarp
{
    /// <summary>
    /// destination(x, y) = source(map(x, y)), each channel alike: bilinear between the four pixels around, 0 outside the image. A
    /// map that moves by whole pixels or mirrors copies the pixels, bit for bit.
    /// </summary>
    /// <param name="source">[channels, height, width], finite.</param>
    /// <param name="destination">[channels, height, width]; must not overlap <paramref name="source"/>.</param>
    /// <param name="channels">One or more.</param>
    /// <param name="height">Rows, one or more.</param>
    /// <param name="width">Columns, one or more.</param>
    /// <param name="map">Where pixels come from.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static void Apply(
        ReadOnlySpan<float> source, Span<float> destination, int channels, int height, int width, in ImageMap map)
    {
        Check(destination, nameof(destination), channels, height, width);
        Throw.IfNotLength(source.Length, destination.Length);
        Throw.IfOverlap(source, destination, nameof(destination));
        fixed (float* from = source, to = destination)
        {
            if (map.IsWhole) Copy(from, to, channels, height, width, map);
            else Interpolate(from, to, channels, height, width, map);
        }
    }

    /// <summary>Sets a rectangle of every channel to 0; what lies outside the image is left out.</summary>
    /// <param name="image">[channels, height, width].</param>
    /// <param name="channels">One or more.</param>
    /// <param name="height">Rows, one or more.</param>
    /// <param name="width">Columns, one or more.</param>
    /// <param name="top">The first row.</param>
    /// <param name="left">The first column.</param>
    /// <param name="side">Rows and columns, zero or more.</param>
    /// <exception cref="ArgumentException">The length does not fit, or a number is out of range.</exception>
    public static void Clear(Span<float> image, int channels, int height, int width, int top, int left, int side)
    {
        Check(image, nameof(image), channels, height, width);
        Throw.IfNegative(side);
        var (bottom, right) = ((int)Math.Min(height, (long)top + side), (int)Math.Min(width, (long)left + side));
        (top, left) = (Math.Max(0, top), Math.Max(0, left));
        if (left >= right) return;
        for (var c = 0; c < channels; c++)
            for (var y = top; y < bottom; y++) image.Slice((c * height + y) * width + left, right - left).Clear();
    }

    private static void Check(ReadOnlySpan<float> image, string name, int channels, int height, int width)
    {
        Throw.IfNotPositive(channels);
        Throw.IfNotPositive(height);
        Throw.IfNotPositive(width);
        Throw.IfPastArray(nameof(channels), channels, height, width);
        Throw.IfNotLength(image.Length, (long)channels * height * width, name);
    }

    // Rows stay rows: each is a copy, from the front or from the end, of a part of one row.
    private static void Copy(float* source, float* destination, int channels, int height, int width, in ImageMap map)
    {
        for (var c = 0; c < channels; c++)
            for (var y = 0; y < height; y++)
            {
                var to = new Span<float>(destination + (nint)(c * height + y) * width, width);
                var row = map.YY * y + map.Y;
                if (!(row >= 0 && row < height))
                {
                    to.Clear();
                    continue;
                }
                var from = new ReadOnlySpan<float>(source + (nint)(c * height + (int)row) * width, width);
                // Columns that come from inside: 0 <= x + X < width, and mirrored 0 <= X - x < width.
                var mirrored = map.XX < 0;
                var start = (int)Math.Clamp(mirrored ? map.X - width + 1 : -map.X, 0, width);
                var end = (int)Math.Clamp(mirrored ? map.X + 1 : width - map.X, start, width);
                to[..start].Clear();
                to[end..].Clear();
                if (end == start) continue;
                var inside = to[start..end];
                var first = (int)map.X + (mirrored ? 1 - end : start);
                from.Slice(first, inside.Length).CopyTo(inside);
                if (mirrored) inside.Reverse();
            }
    }

    // Scalar: a gather of four pixels a lane is no faster on the machines of today than four loads.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Interpolate(float* source, float* destination, int channels, int height, int width, in ImageMap map)
    {
        var (xx, yx) = (map.XX, map.YX);
        var plane = (nint)height * width;
        var (innerWidth, innerHeight) = ((uint)width - 1, (uint)height - 1);
        for (var y = 0; y < height; y++)
        {
            var (x0, y0) = (map.XY * y + map.X, map.YY * y + map.Y);
            for (var x = 0; x < width; x++, destination++)
            {
                var (sx, sy) = (xx * x + x0, yx * x + y0);
                var (floorX, floorY) = (MathF.Floor(sx), MathF.Floor(sy));
                var (ix, iy) = ((int)floorX, (int)floorY);
                var (fx, fy) = (sx - floorX, sy - floorY);
                var at = source + (nint)iy * width + ix;
                if ((uint)ix < innerWidth && (uint)iy < innerHeight)
                {
                    for (nint c = 0; c < channels; c++, at += plane)
                        destination[c * plane] = Between(at[0], at[1], at[width], at[width + 1], fx, fy);
                    continue;
                }
                bool left = (uint)ix < (uint)width, right = (uint)(ix + 1) < (uint)width;
                bool above = (uint)iy < (uint)height, below = (uint)(iy + 1) < (uint)height;
                for (nint c = 0; c < channels; c++, at += plane)
                {
                    destination[c * plane] = Between(
                        left && above ? at[0] : 0, right && above ? at[1] : 0, left && below ? at[width] : 0, right && below
                        ? at[width + 1] : 0, fx, fy);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Between(float p00, float p01, float p10, float p11, float fx, float fy)
    {
        var above = p00 + fx * (p01 - p00);
        return above + fy * (p10 + fx * (p11 - p10) - above);
    }
}
