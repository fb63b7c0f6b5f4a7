namespace Spans.Data;

/// <summary>A small grey image drawn on with a round pen, smoothed by each pixel's distance to the line.</summary>
internal readonly ref struct DigitCanvas(Span<float> pixels, int side)
{
    private readonly Span<float> _pixels = pixels;

    /// <summary>
    /// Draws from (x0, y0) to (x1, y1) with a radius that goes from r0 to r1, all in pixels. A pixel's ink is r + ½ − distance,
    /// between 0 and 1, and never less than what was there.
    /// </summary>
    internal void Line(float x0, float y0, float x1, float y1, float r0, float r1)
    {
        var reach = MathF.Max(r0, r1) + 0.5f;
        var left = Math.Max(0, (int)MathF.Ceiling(MathF.Min(x0, x1) - reach));
        var right = Math.Min(side - 1, (int)MathF.Floor(MathF.Max(x0, x1) + reach));
        var top = Math.Max(0, (int)MathF.Ceiling(MathF.Min(y0, y1) - reach));
        var bottom = Math.Min(side - 1, (int)MathF.Floor(MathF.Max(y0, y1) + reach));
        var (dx, dy) = (x1 - x0, y1 - y0);
        var scale = 1 / MathF.Max(dx * dx + dy * dy, 1e-12f);
        for (var y = top; y <= bottom; y++)
        {
            var row = _pixels.Slice(y * side, side);
            for (var x = left; x <= right; x++)
            {
                var (px, py) = (x - x0, y - y0);
                var along = Math.Clamp((px * dx + py * dy) * scale, 0, 1);
                var (ex, ey) = (px - along * dx, py - along * dy);
                var ink = r0 + along * (r1 - r0) + 0.5f - MathF.Sqrt(ex * ex + ey * ey);
                row[x] = MathF.Max(row[x], MathF.Min(ink, 1));
            }
        }
    }
}
