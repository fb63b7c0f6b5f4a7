using Spans.Random;

namespace Spans.Data;

/// <summary>Draws digits, one after the other; sample i depends on the seed and i alone. For one thread at a time.</summary>
internal sealed class DigitPainter
{
    internal const int Side = 28;
    internal const int Pixels = Side * Side;

    // This consumer's streams are apart from those of layers, epochs and splits.
    private const uint UniformStream = 0xDA7A_0010;
    private const uint NormalStream = 0xDA7A_0011;
    private const uint GrainStream = 0xDA7A_0012;

    private const int OwnUniforms = 10;
    private const int StepsPerSpan = 5;
    private const float Shake = 0.028f;

    private readonly float[] _uniforms = new float[OwnUniforms + DigitWarp.Uniforms];
    private readonly float[] _normals = new float[2 * DigitGlyphs.MaxPoints + DigitWarp.Normals];
    private readonly float[] _grain = new float[Pixels];
    private readonly float[] _points = new float[2 * DigitGlyphs.MaxPoints];

    /// <summary>The digit that sample <paramref name="index"/> shows.</summary>
    internal static int Label(int index) => index % 10;

    /// <summary>Draws sample <paramref name="index"/>: [28, 28], multiples of 1/255, ink 1 on paper 0.</summary>
    internal void Paint(ulong seed, int index, Span<float> image)
    {
        var step = (ulong)index;
        RngFill.Uniform(new Rng(seed, step, UniformStream), 0, _uniforms, 0, 1);
        RngFill.Normal(new Rng(seed, step, NormalStream), 0, _normals);
        RngFill.Normal(new Rng(seed, step, GrainStream), 0, _grain);
        var (way, thickness, taper, ink, grain) = (_uniforms[0], _uniforms[1], _uniforms[2], _uniforms[3], _uniforms[4]);
        var warp = new DigitWarp(_uniforms.AsSpan(OwnUniforms), _normals.AsSpan(2 * DigitGlyphs.MaxPoints), Side);

        image.Clear();
        var canvas = new DigitCanvas(image, Side);
        var ways = DigitGlyphs.Of(Label(index));
        var start = 0.65f + 1.3f * thickness;
        var end = start * (0.65f + 0.7f * taper);
        var shake = 0;
        foreach (var stroke in ways[(int)(way * ways.Length)])
        {
            // The pen shakes; where strokes meet in a corner they part a little, as they do on paper.
            for (var i = 0; i < stroke.Length; i++) _points[i] = stroke[i] + Shake * _normals[shake++];
            Draw(canvas, warp, _points.AsSpan(0, stroke.Length), start, end);
        }
        Expose(image, 0.5f + 0.5f * ink, 0.02f + 0.08f * grain * grain);
    }

    // A Catmull-Rom spline goes through its points and needs no others.
    private static void Draw(
        DigitCanvas canvas, in DigitWarp warp, ReadOnlySpan<float> points, float startRadius, float endRadius)
    {
        var spans = points.Length / 2 - 1;
        var (x, y) = warp.Map(points[0], points[1]);
        var radius = startRadius;
        for (var span = 0; span < spans; span++)
        {
            var before = Math.Max(span - 1, 0);
            var after = Math.Min(span + 2, spans);
            for (var step = 1; step <= StepsPerSpan; step++)
            {
                var t = (float)step / StepsPerSpan;
                var (nextX, nextY) = warp.Map(
                    Spline(points[2 * before], points[2 * span], points[2 * span + 2], points[2 * after], t),
                    Spline(points[2 * before + 1], points[2 * span + 1], points[2 * span + 3], points[2 * after + 1], t));
                var nextRadius = startRadius + (span + t) / spans * (endRadius - startRadius);
                canvas.Line(x, y, nextX, nextY, radius, nextRadius);
                (x, y, radius) = (nextX, nextY, nextRadius);
            }
        }
    }

    private static float Spline(float a, float b, float c, float d, float t) =>
        b + 0.5f * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));

    private void Expose(Span<float> image, float ink, float grain)
    {
        for (var i = 0; i < image.Length; i++)
        {
            var light = Math.Clamp(ink * image[i] + grain * _grain[i], 0, 1);
            image[i] = MathF.Round(light * 255) / 255;
        }
    }
}
