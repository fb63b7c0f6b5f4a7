using System.Globalization;
using Spans.Data;
using Spans.Memory;
using Spans.Testing;
using Spans.Threading;

namespace Spans.Tests.Data;

/// <summary>
/// Images changed on their way into a batch: exactly, as often as said, and the same whatever the order and the threads.
/// </summary>
[Trait("Category", "Numeric")]
public sealed class AugmentationTests
{
    private const int Side = 6;

    [Fact]
    public void Next_AugmentationOff_GivesTheBitsOfTheData()
    {
        var data = Images(20);
        using var loader = new BatchLoader(data, 20, augmentation: Augmentation.None);
        Assert.True(loader.Next(out var batch));
        Assert.True(batch.Inputs == data.Inputs);
        Assert.True(new Augmentation { Shift = 0, Rotate = 0 }.IsOff);
        Assert.False(new Augmentation { Cutout = 1 }.IsOff);
    }

    [Fact]
    public void Next_Shift_MovesByWholePixelsEachEquallyOften()
    {
        // A single bright pixel shows where the image went.
        const int Rows = 4000, Middle = 3;
        var inputs = new float[Rows * Side * Side];
        for (var row = 0; row < Rows; row++) inputs[row * Side * Side + Middle * Side + Middle] = 0.7f;
        using var loader = new BatchLoader(
            new Dataset([1, Side, Side], inputs, new int[Rows]), Rows, augmentation: new Augmentation { Shift = 2 });
        var seen = new int[5, 5];
        loader.Next(out var batch);
        for (var row = 0; row < Rows; row++)
        {
            var image = batch.Inputs.Slice(row * Side * Side, Side * Side);
            var at = image.IndexOf(0.7f);
            Assert.Equal(1, image.Length - image.Count(0f));
            seen[at / Side - Middle + 2, at % Side - Middle + 2]++;
        }
        // Chi-squared with 24 degrees of freedom passes 56 once in 4,000.
        var chi = seen.Cast<int>().Sum(static n => (n - Rows / 25.0) * (n - Rows / 25.0) / (Rows / 25.0));
        Assert.True(chi < 56, $"chi-squared {chi}");
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Next_Flip_MirrorsHalfTheImagesAndNoOthers(bool horizontal, bool vertical)
    {
        const int Rows = 4000;
        var data = Images(Rows);
        using var loader =
            new BatchLoader(data, Rows, augmentation: new Augmentation { FlipHorizontal = horizontal, FlipVertical = vertical });
        loader.Next(out var batch);
        var mirrored = 0;
        for (var row = 0; row < Rows; row++)
        {
            var image = batch.Inputs.Slice(row * Side * Side, Side * Side);
            if (image.SequenceEqual(data.Row(row))) continue;
            mirrored++;
            var expected = Enumerable.Range(0, Side * Side).Select(i =>
                data.Row(row)[horizontal ? i / Side * Side + Side - 1 - i % Side : (Side - 1 - i / Side) * Side + i % Side])
                    .ToArray();
            Tolerance.CheckBits(expected, image, $"row {row}, mirrored");
        }
        // Four standard deviations of a fair coin.
        Assert.InRange(mirrored, 2000 - 127, 2000 + 127);
    }

    [Fact]
    public void Next_Cutout_ClearsASquareAboutAnyPixel()
    {
        const int Rows = 4000;
        var ones = Enumerable.Repeat(1f, Rows * Side * Side).ToArray();
        using var loader = new BatchLoader(
            new Dataset([1, Side, Side], ones, new int[Rows]), Rows, augmentation: new Augmentation { Cutout = 3 });
        loader.Next(out var batch);
        double cleared = 0;
        for (var row = 0; row < Rows; row++)
        {
            var zeros = batch.Inputs.Slice(row * Side * Side, Side * Side).Count(0f);
            Assert.Contains(zeros, (int[])[4, 6, 9]);
            cleared += zeros;
        }
        // A middle on one of the two outer lines loses one of three: on average (3 − 1/3)² of 9 pixels.
        Assert.InRange(cleared / Rows, 64.0 / 9 - 0.15, 64.0 / 9 + 0.15);
    }

    [Fact]
    public void Next_RotateAndScale_AreAsLargeAsSaidAndNoLarger()
    {
        // A point right of the middle shows angle and size by its centre of mass.
        const int Rows = 4000, Wide = 31, Middle = 15, Away = 10;
        var inputs = new float[Rows * Wide * Wide];
        for (var row = 0; row < Rows; row++)
            for (var y = -1; y <= 1; y++)
                for (var x = -1; x <= 1; x++) inputs[row * Wide * Wide + (Middle + y) * Wide + Middle + Away + x] = 1;
        using var loader = new BatchLoader(
            new Dataset([1, Wide, Wide], inputs, new int[Rows]), Rows,
            augmentation: new Augmentation { Rotate = 30, Scale = 0.2f });
        loader.Next(out var batch);
        var (angles, sizes) = (new double[Rows], new double[Rows]);
        for (var row = 0; row < Rows; row++)
        {
            double mass = 0, x = 0, y = 0;
            for (var i = 0; i < Wide * Wide; i++)
            {
                var value = batch.Inputs[row * Wide * Wide + i];
                (mass, x, y) = (mass + value, x + value * (i % Wide - Middle), y + value * (i / Wide - Middle));
            }
            (angles[row], sizes[row]) = (Math.Atan2(y, x) * 180 / Math.PI, Math.Sqrt(x * x + y * y) / mass / Away);
        }
        // The centre of mass after interpolation is off by up to a twentieth of a pixel.
        Assert.InRange(angles.Min(), -30.5, -29);
        Assert.InRange(angles.Max(), 29, 30.5);
        Assert.InRange(sizes.Min(), 0.79, 0.81);
        Assert.InRange(sizes.Max(), 1.19, 1.21);
        // Uniform: means within four standard errors, and a quarter in each quarter.
        Assert.InRange(angles.Average(), -1.1, 1.1);
        Assert.InRange(sizes.Average(), 1 - 0.0075, 1 + 0.0075);
        Assert.InRange(angles.Count(static angle => angle < -15), 1000 - 110, 1000 + 110);
        Assert.InRange(sizes.Count(static size => size > 1.1), 1000 - 110, 1000 + 110);
    }

    [Fact]
    public void Next_AnyOrderBatchAndNumberOfThreads_GivesARowTheSameImage()
    {
        var data = Images(200, 16);
        var expected = Epoch(data, 7, shuffle: false, epoch: 3, threads: 1);
        foreach (var threads in (int[])[1, 2, 3, 4, 7])
            Tolerance.CheckBits(expected, Epoch(data, 64, shuffle: true, epoch: 3, threads), $"{threads} threads");
        Assert.NotEqual(expected, Epoch(data, 7, shuffle: false, epoch: 4, threads: 1));
        Assert.NotEqual(expected, Epoch(data, 7, shuffle: false, epoch: 3, threads: 1, seed: 2));
    }

    [Fact]
    public void NextAndBeginEpoch_Augmented_AllocateNothing()
    {
        foreach (var threads in (int[])[1, 2])
        {
            using var team = new Team(threads);
            using var loader =
                new BatchLoader(Images(103, 16), 100, shuffle: true, seed: 1, team: team, augmentation: Everything);
            var epoch = 0;
            Allocation.None(() =>
            {
                loader.BeginEpoch(epoch++);
                while (loader.Next(out _))
                {
                }
            });
        }
    }

    [Fact]
    public void Constructor_RowsThatAreNoImagesOrTooSmall_SaysSo()
    {
        var table = new Dataset([13], new float[26], [0, 1]);
        var e = Assert.Throws<ArgumentException>(() => new BatchLoader(table, 2, augmentation: new Augmentation { Shift = 1 }));
        Assert.Contains("[13]", e.Message, StringComparison.Ordinal);
        Assert.Contains("shift=1", e.Message, StringComparison.Ordinal);
        new BatchLoader(table, 2, augmentation: Augmentation.None).Dispose();
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new BatchLoader(Images(2), 2, augmentation: new Augmentation { Shift = Side }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new BatchLoader(Images(2), 2, augmentation: new Augmentation { Cutout = Side + 1 }));
        foreach (var wrong in (Augmentation[])[new() { Shift = -1 }, new() { Rotate = 181 }, new() { Rotate = float.NaN },
            new() { Scale = 1 }, new() { Cutout = -1 }])
            Assert.Throws<ArgumentOutOfRangeException>(() => new BatchLoader(Images(2), 2, augmentation: wrong));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("shift=2")]
    [InlineData("rotate=15,scale=0.1")]
    [InlineData("shift=2,rotate=12.5,scale=0.25,flip=both,cutout=8")]
    [InlineData("flip=vertical")]
    public void Parse_WhatIsWritten_IsReadAgain(string text)
    {
        Assert.Equal(text, Augmentation.Parse(text).ToString());
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = Cultures.LikeGerman();
            Assert.Equal(text, Augmentation.Parse(text).ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("shift", "no value")]
    [InlineData("", "no value")]
    [InlineData("shift=1.5", "whole number")]
    [InlineData("shift=-1", "whole number")]
    [InlineData("rotate=far", "'far'")]
    [InlineData("rotate=1e3", "'1e3'")]
    [InlineData("rotate=200", "180")]
    [InlineData("scale=1", "below 1")]
    [InlineData("flip=sideways", "'sideways'")]
    [InlineData("wobble=3", "'wobble'")]
    [InlineData("shift=1,shift=2", "twice")]
    public void Parse_WhatIsNoAugmentation_SaysWhy(string text, string word) =>
        Assert.Contains(word, Assert.Throws<FormatException>(() => Augmentation.Parse(text)).Message, StringComparison.Ordinal);

    private static Augmentation Everything { get; } =
        new() { Shift = 2, Rotate = 20, Scale = 0.2f, FlipHorizontal = true, FlipVertical = true, Cutout = 4 };

    // Rows in the order of the data, whatever order they came in: the label is the row's number.
    private static float[] Epoch(Dataset data, int batchSize, bool shuffle, int epoch, int threads, ulong seed = 1)
    {
        using var team = new Team(threads);
        using var loader = new BatchLoader(data, batchSize, shuffle, seed, team: team, augmentation: Everything);
        loader.BeginEpoch(epoch);
        var width = data.InputShape.Elements;
        var rows = new float[data.Count * width];
        while (loader.Next(out var batch))
            for (var i = 0; i < batch.Count; i++)
                batch.Inputs.Slice(i * width, width).CopyTo(rows.AsSpan(batch.Labels[i] * width));
        return rows;
    }

    private static Dataset Images(int rows, int side = Side)
    {
        var random = new System.Random(9);
        Shape shape = [1, side, side];
        return new Dataset(
            shape, [.. Enumerable.Range(0, rows * shape.Elements).Select(_ => random.NextSingle())],
            [.. Enumerable.Range(0, rows)]);
    }
}
