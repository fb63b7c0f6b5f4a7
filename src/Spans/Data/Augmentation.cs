using Spans.Kernels;
using Spans.Memory;
using Spans.Random;

namespace Spans.Data;

/// <summary>
/// Random changes of images [channels, height, width] on their way into a training batch: turned and scaled about the middle
/// (bilinear), moved, mirrored, and a square cut out; what comes in from outside is 0. What becomes of a row depends on seed,
/// epoch and the row's number in the data set alone. Off by default; only training rows are ever changed. Source: Simard et al.
/// 2003; cutout: DeVries and Taylor 2017.
/// </summary>
public sealed record Augmentation
{
    // Apart from the streams of layers, orders and splits.
    private const uint Stream = 0xDA7A_0020;
    private const ulong DrawsPerRow = 8;

    /// <summary>Images stay as they are.</summary>
    public static Augmentation None { get; } = new();

    /// <summary>Pixels to move at most, right or left and up or down: a whole number, each equally likely. Default 0.</summary>
    public int Shift { get; init; }

    /// <summary>Degrees to turn at most, either way: uniform. Between 0 and 180. Default 0.</summary>
    public float Rotate { get; init; }

    /// <summary>
    /// How much larger or smaller at most: a factor uniform in [1 − Scale, 1 + Scale). 0 or more and below 1. Default 0.
    /// </summary>
    public float Scale { get; init; }

    /// <summary>Whether half the images are mirrored left for right. Default false.</summary>
    public bool FlipHorizontal { get; init; }

    /// <summary>Whether half the images are mirrored top for bottom. Default false.</summary>
    public bool FlipVertical { get; init; }

    /// <summary>
    /// The side of the square that is set to 0, its middle on any pixel, so that it may reach over the edge. 0 for none. Default
    /// 0.
    /// </summary>
    public int Cutout { get; init; }

    /// <summary>Whether nothing is changed.</summary>
    public bool IsOff => this == None;

    /// <summary>
    /// Reads what <see cref="ToString"/> writes: <c>shift=2,rotate=15,scale=0.1,flip=horizontal,cutout=8</c>, any of them.
    /// </summary>
    /// <exception cref="FormatException">The text is none; the message says why.</exception>
    public static Augmentation Parse(string text) => AugmentationText.Parse(text);

    /// <summary>As it is written: <c>shift=2,rotate=15</c>, or <c>none</c>.</summary>
    public override string ToString() => AugmentationText.Write(this);

    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    internal void Check()
    {
        Throw.IfNegative(Shift);
        if (!(Rotate is >= 0 and <= 180)) Throw.OutOfRange(nameof(Rotate), Rotate, "between 0 and 180 degrees");
        if (!(Scale is >= 0 and < 1)) Throw.OutOfRange(nameof(Scale), Scale, "0 or more and below 1");
        Throw.IfNegative(Cutout);
    }

    /// <exception cref="ArgumentException">The rows are no images, or too small for it.</exception>
    internal void CheckFits(Shape input)
    {
        Check();
        if (IsOff) return;
        if (input.Rank != 3)
            Throw.Argument(
                "augmentation", $"Augmentation ({this}) is for images of shape [channels, height, width] but a row is {input}.");
        var side = Math.Min(input[1], input[2]);
        if (Shift >= side) Throw.OutOfRange(nameof(Shift), Shift, $"below {side}, the smaller side of {input}");
        if (Cutout > side) Throw.OutOfRange(nameof(Cutout), Cutout, $"at most {side}, the smaller side of {input}");
    }

    /// <summary>Writes the changed image of row <paramref name="row"/>.</summary>
    internal void Apply(ulong seed, int epoch, int row, ReadOnlySpan<float> source, Span<float> destination, Shape image)
    {
        var draws = new Draws(new Rng(seed, (ulong)epoch, Stream), (ulong)row * DrawsPerRow);
        var (channels, height, width) = (image[0], image[1], image[2]);
        var right = Shift == 0 ? 0 : draws.Below(0, 2 * Shift + 1) - Shift;
        var down = Shift == 0 ? 0 : draws.Below(1, 2 * Shift + 1) - Shift;
        var turn = Rotate == 0 ? 0 : draws.Symmetric(2) * Rotate * (MathF.PI / 180);
        var scale = Scale == 0 ? 1 : 1 + draws.Symmetric(3) * Scale;
        var map = ImageMap.Of(height, width, right, down, turn, scale);
        if (FlipHorizontal && draws.Below(4, 2) == 1) map = map.FlippedHorizontally(width);
        if (FlipVertical && draws.Below(5, 2) == 1) map = map.FlippedVertically(height);
        ImageWarp.Apply(source, destination, channels, height, width, map);
        if (Cutout == 0) return;
        var (middleX, middleY) = (draws.Below(6, width), draws.Below(7, height));
        ImageWarp.Clear(destination, channels, height, width, middleY - Cutout / 2, middleX - Cutout / 2, Cutout);
    }

    /// <summary>The random numbers of one row.</summary>
    private readonly struct Draws(Rng rng, ulong first)
    {
        internal int Below(uint index, int bound) => rng.Below(first + index, bound);

        // Uniform in [−1, 1).
        internal float Symmetric(uint index) => 2 * rng.Uniform(first + index) - 1;
    }
}
