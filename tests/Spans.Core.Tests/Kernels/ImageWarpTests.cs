using Spans.Kernels;
using Spans.Testing;

namespace Spans.Core.Tests.Kernels;

/// <summary>Moved and mirrored images copy pixels; turned and scaled ones agree with bilinear interpolation in double.</summary>
[Trait("Category", "Numeric")]
public class ImageWarpTests
{
    public static TheoryData<int, int, int> Sizes => new() { { 1, 1, 1 }, { 1, 28, 28 }, { 3, 7, 5 }, { 2, 1, 9 }, { 2, 9, 1 } };

    [Theory, MemberData(nameof(Sizes))]
    public void Apply_Identity_CopiesTheBits(int channels, int height, int width)
    {
        var image = Image(channels, height, width);
        image[0] = -0f;
        Tolerance.CheckBits(image, Apply(image, channels, height, width, ImageMap.Identity), "identity");
        Tolerance.CheckBits(
            image, Apply(image, channels, height, width, ImageMap.Of(height, width, 0, 0, 0, 1)), "turned by 0 degrees");
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Apply_WholePixels_MovesAndMirrors(int channels, int height, int width)
    {
        var image = Image(channels, height, width);
        foreach (var right in (int[])[-width, -2, -1, 0, 1, 3, width])
            foreach (var down in (int[])[-height - 1, -1, 0, 1, 2])
                foreach (var (mirrorX, mirrorY) in (ReadOnlySpan<(bool, bool)>)[(false, false), (true, false), (false, true),
                    (true, true)])
                {
                    var map = ImageMap.Of(height, width, right, down, 0, 1);
                    if (mirrorX) map = map.FlippedHorizontally(width);
                    if (mirrorY) map = map.FlippedVertically(height);
                    var expected = new float[image.Length];
                    for (var c = 0; c < channels; c++)
                        for (var y = 0; y < height; y++)
                            for (var x = 0; x < width; x++)
                            {
                                var (fromX, fromY) = (x - right, y - down);
                                if (mirrorX) fromX = width - 1 - fromX;
                                if (mirrorY) fromY = height - 1 - fromY;
                                if (fromX < 0 || fromX >= width || fromY < 0 || fromY >= height) continue;
                                expected[(c * height + y) * width + x] = image[(c * height + fromY) * width + fromX];
                            }
                    Tolerance.CheckBits(expected, Apply(image, channels, height, width, map),
                        $"moved by {right}, {down}, mirrored {mirrorX} {mirrorY}");
                }
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Apply_TurnedAndScaled_AgreesWithBilinearInterpolationInDouble(int channels, int height, int width)
    {
        var image = Image(channels, height, width);
        foreach (var degrees in (double[])[-170, -30, 5, 90, 123])
            foreach (var scale in (double[])[0.5, 0.9, 1, 1.7])
            {
                var (right, down) = (1, -2);
                var map = ImageMap.Of(height, width, right, down, (float)(degrees * Math.PI / 180), (float)scale);
                var expected = new double[image.Length];
                for (var i = 0; i < expected.Length; i++)
                {
                    var (x, y) = (i % width, i / width % height);
                    var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
                    // The pixel's place relative to the moved middle, turned back and scaled back.
                    var (u, v) = (x - right - (width - 1) / 2.0, y - down - (height - 1) / 2.0);
                    expected[i] = Between(image.AsSpan(i / (height * width) * height * width, height * width), height, width,
                        (cos * u + sin * v) / scale + (width - 1) / 2.0, (cos * v - sin * u) / scale + (height - 1) / 2.0);
                }
                // The place is off by some 1e-6 of a pixel, and neighbours differ by up to 2.
                Tolerance.Relative(0, 3e-5)
                    .Check(expected, Apply(image, channels, height, width, map), $"{degrees} degrees, times {scale}");
            }
    }

    [Fact]
    public void Apply_TurnedByARightAngle_TurnsClockwise()
    {
        float[] image = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        var turned = Apply(image, 1, 3, 3, ImageMap.Of(3, 3, 0, 0, MathF.PI / 2, 1));
        Tolerance.Relative(0, 1e-5).Check((float[])[7, 4, 1, 8, 5, 2, 9, 6, 3], turned, "a quarter");
    }

    [Fact]
    public void Apply_MirroredTwice_IsTheIdentity()
    {
        var image = Image(2, 5, 6);
        var map = ImageMap.Of(5, 6, 2, 1, 0.3f, 1.2f);
        Assert.Equal(map,
            map.FlippedHorizontally(6).FlippedVertically(5).FlippedHorizontally(6)
                .FlippedVertically(5) with
            { X = map.X, Y = map.Y });
        var mirror = ImageMap.Identity.FlippedHorizontally(6);
        Tolerance.CheckBits(image, Apply(Apply(image, 2, 5, 6, mirror), 2, 5, 6, mirror), "mirrored twice");
    }

    [Fact]
    public void Clear_SquareOverAnEdge_ClearsWhatIsInside()
    {
        var image = Enumerable.Repeat(1f, 2 * 4 * 5).ToArray();
        ImageWarp.Clear(image, 2, 4, 5, top: 2, left: -1, side: 3);
        for (var i = 0; i < image.Length; i++)
            Assert.Equal(i / 5 % 4 >= 2 && i % 5 < 2 ? 0 : 1, image[i]);
        ImageWarp.Clear(image, 2, 4, 5, top: 4, left: 5, side: 2);
        Assert.Equal(40 - 8, image.Sum());
    }

    [Fact]
    public void Apply_WrongLengths_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => ImageWarp.Apply(new float[12], new float[11], 1, 3, 4, ImageMap.Identity));
        Assert.Throws<ArgumentException>(() => ImageWarp.Apply(new float[13], new float[13], 1, 3, 4, ImageMap.Identity));
        var both = new float[12];
        Assert.Throws<ArgumentException>(() => ImageWarp.Apply(both, both, 1, 3, 4, ImageMap.Identity));
    }

    [Fact]
    public void Apply_AnyMap_StaysInsideItsSpans()
    {
        foreach (var map in (ImageMap[])[ImageMap.Of(7, 5, -3, 2, 0, 1), ImageMap.Of(7, 5, 3, -2, 1, 0.3f),
            ImageMap.Of(7, 5, 1, 1, 3, 3),
            new ImageMap(1e30f, 0, 0, 0, 1e30f, 0), new ImageMap(-1, 0, 1e9f, 0, 1, -1e9f),
            new ImageMap(0.5f, 0, -3, 0, 0.5f, 2)])
        {
            // What is read outside turns up as a NaN, what is written outside as a number.
            var (source, destination) = (new float[55], new float[55]);
            source.AsSpan().Fill(float.NaN);
            destination.AsSpan().Fill(float.NaN);
            source.AsSpan(10, 35).Fill(1);
            ImageWarp.Apply(source.AsSpan(10, 35), destination.AsSpan(10, 35), 1, 7, 5, map);
            for (var i = 0; i < 55; i++)
                Assert.True(float.IsNaN(destination[i]) == i is < 10 or >= 45, $"{map}: {destination[i]} at {i}");
        }
    }

    private static double Between(ReadOnlySpan<float> image, int height, int width, double x, double y)
    {
        var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
        var sum = 0.0;
        for (var iy = top; iy <= top + 1; iy++)
            for (var ix = left; ix <= left + 1; ix++)
                if (ix >= 0 && ix < width && iy >= 0 && iy < height)
                    sum += (1 - Math.Abs(x - ix)) * (1 - Math.Abs(y - iy)) * image[iy * width + ix];
        return sum;
    }

    private static float[] Apply(float[] image, int channels, int height, int width, ImageMap map)
    {
        var result = new float[image.Length];
        result.AsSpan().Fill(float.NaN);
        ImageWarp.Apply(image, result, channels, height, width, map);
        return result;
    }

    private static float[] Image(int channels, int height, int width)
    {
        var random = new System.Random(5);
        return [.. Enumerable.Range(0, channels * height * width).Select(_ => (float)(random.NextDouble() * 2 - 1))];
    }
}
