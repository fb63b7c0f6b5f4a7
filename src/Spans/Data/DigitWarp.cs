namespace Spans.Data;

/// <summary>
/// Where a point of the glyph's box comes to lie on the image: slow waves bend the box (elastic distortion), then it is sheared,
/// stretched, turned and moved.
/// </summary>
internal readonly ref struct DigitWarp
{
    /// <summary>Uniforms it takes: stretch twice, then frequency, direction and phase of each wave.</summary>
    internal const int Uniforms = 2 + 3 * Waves;

    /// <summary>Normals it takes: turn, shear, move twice, then two amplitudes of each wave.</summary>
    internal const int Normals = 4 + 2 * Waves;

    private const int Waves = 4;

    private const float Turn = 0.14f;
    private const float Shear = 0.18f;
    private const float Move = 1.1f;
    private const float Bend = 0.022f;
    private const float Size = 20;

    private readonly ReadOnlySpan<float> _uniforms;
    private readonly ReadOnlySpan<float> _normals;
    private readonly float _xx, _xy, _yx, _yy, _x, _y;

    internal DigitWarp(ReadOnlySpan<float> uniforms, ReadOnlySpan<float> normals, int side)
    {
        _uniforms = uniforms[2..];
        _normals = normals[4..];
        var (sin, cos) = MathF.SinCos(Turn * Usual(normals[0]));
        var shear = Shear * Usual(normals[1]);
        var width = Size * (0.72f + 0.38f * uniforms[0]);
        var height = Size * (0.78f + 0.28f * uniforms[1]);
        (_xx, _xy) = (cos * width, (cos * shear - sin) * height);
        (_yx, _yy) = (sin * width, (sin * shear + cos) * height);
        var middle = (side - 1) / 2f;
        (_x, _y) = (middle + Move * Usual(normals[2]), middle + Move * Usual(normals[3]));
    }

    /// <summary>The pixel coordinates of (x, y) in the box [0, 1]².</summary>
    internal (float X, float Y) Map(float x, float y)
    {
        var (bx, by) = (x - 0.5f, y - 0.5f);
        for (var wave = 0; wave < Waves; wave++)
        {
            var frequency = MathF.Tau * (0.3f + 0.9f * _uniforms[3 * wave]);
            var (fy, fx) = MathF.SinCos(MathF.Tau * _uniforms[3 * wave + 1]);
            var height = MathF.Sin(frequency * (fx * x + fy * y) + MathF.Tau * _uniforms[3 * wave + 2]);
            bx += Bend * _normals[2 * wave] * height;
            by += Bend * _normals[2 * wave + 1] * height;
        }
        return (_xx * bx + _xy * by + _x, _yx * bx + _yy * by + _y);
    }

    // One in 25 would write outside what is usual, and one in a thousand off the paper.
    private static float Usual(float normal) => Math.Clamp(normal, -2, 2);
}
