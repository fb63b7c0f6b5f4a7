namespace Spans.Kernels;

/// <summary>
/// Where each pixel of a changed image comes from: source = (<paramref name="XX"/> x + <paramref name="XY"/> y +
/// <paramref name="X"/>, <paramref name="YX"/> x + <paramref name="YY"/> y + <paramref name="Y"/>), in pixels, (0, 0) the middle
/// of the upper left one.
/// </summary>
public readonly record struct ImageMap(float XX, float XY, float X, float YX, float YY, float Y)
{
    /// <summary>Every pixel stays where it is.</summary>
    public static ImageMap Identity => new(1, 0, 0, 0, 1, 0);

    /// <summary>The map of an image that is turned and scaled about its middle and then moved.</summary>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="right">How far it moves, in pixels.</param>
    /// <param name="down">How far it moves, in pixels.</param>
    /// <param name="radians">How far it turns, clockwise.</param>
    /// <param name="scale">How much larger it becomes; above 0.</param>
    public static ImageMap Of(int height, int width, int right, int down, float radians, float scale)
    {
        var (sin, cos) = radians == 0 ? (0, 1) : MathF.SinCos(radians);
        var (cx, cy) = ((width - 1) / 2f, (height - 1) / 2f);
        var (xx, xy) = (cos / scale, sin / scale);
        // Nothing turned or scaled: whole pixels, without the rounding of the middle.
        if (xx == 1 && xy == 0) return new ImageMap(1, 0, -right, 0, 1, -down);
        return new ImageMap(
            xx, xy, cx - xx * (cx + right) - xy * (cy + down), -xy, xx, cy + xy * (cx + right) - xx * (cy + down));
    }

    /// <summary>The same of the image's mirror image, left for right.</summary>
    public ImageMap FlippedHorizontally(int width) => new(-XX, -XY, width - 1 - X, YX, YY, Y);

    /// <summary>The same of the image's mirror image, top for bottom.</summary>
    public ImageMap FlippedVertically(int height) => new(XX, XY, X, -YX, -YY, height - 1 - Y);

    /// <summary>
    /// Whether rows stay rows and every pixel comes from one pixel: nothing is turned, scaled or moved by a fraction.
    /// </summary>
    internal bool IsWhole =>
        XY == 0 && YX == 0 && MathF.Abs(XX) == 1 && MathF.Abs(YY) == 1 && X == MathF.Floor(X) && Y == MathF.Floor(Y);
}
