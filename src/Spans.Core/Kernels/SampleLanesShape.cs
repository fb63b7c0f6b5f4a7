namespace Spans.Kernels;

/// <summary>
/// How a convolution runs with as many samples as a register has lanes, [channels, height, width, lane]: whatever the width of an
/// image every lane works, no load is misaligned, and taps that see nothing but padding are left out.
/// </summary>
internal readonly struct SampleLanesShape
{
    // Planes of a group of samples, input and output, up to this many floats: beyond, they leave the second cache.
    private const int MostFloats = 1 << 17;
    private const int MostWeights = 1 << 13;

    private readonly int _padTop;
    private readonly int _padLeft;
    private readonly int _dilationY;
    private readonly int _dilationX;

    private SampleLanesShape(in ConvolutionShape shape, (int Channels, int Height, int Width) input,
        (int Filters, int Height, int Width) output, int padTop, int padLeft)
    {
        (Channels, Height, Width) = input;
        (Filters, OutputHeight, OutputWidth) = output;
        (KernelHeight, KernelWidth) = (shape.KernelHeight, shape.KernelWidth);
        (_dilationY, _dilationX) = (shape.DilationY, shape.DilationX);
        (_padTop, _padLeft) = (padTop, padLeft);
    }

    /// <summary>Samples of a group.</summary>
    public static int Lanes => Spans.Lanes.Width.Floats;

    public int Channels { get; }

    public int Height { get; }

    public int Width { get; }

    public int Filters { get; }

    public int OutputHeight { get; }

    public int OutputWidth { get; }

    public int KernelHeight { get; }

    public int KernelWidth { get; }

    public int InputLength => Channels * Height * Width;

    public int OutputLength => Filters * OutputHeight * OutputWidth;

    /// <summary>Weights of one filter.</summary>
    public int Taps => Channels * KernelHeight * KernelWidth;

    public int WeightLength => Filters * Taps;

    /// <summary>Floats from one row of a padded plane to the next.</summary>
    public int PlaneRow => (OutputWidth + (KernelWidth - 1) * _dilationX) * Lanes;

    /// <summary>Floats from one channel's padded plane to the next.</summary>
    public int PlaneLength => (OutputHeight + (KernelHeight - 1) * _dilationY) * PlaneRow;

    /// <summary>Floats from one column of a plane that a tap sees to the next tap's.</summary>
    public int TapColumn => _dilationX * Lanes;

    /// <summary>Floats from one row of a plane that a tap sees to the next tap's.</summary>
    public int TapRow => _dilationY * PlaneRow;

    /// <summary>Where the input's first pixel lies in its plane.</summary>
    public int FirstPixel => _padTop * PlaneRow + _padLeft * Lanes;

    /// <summary>Whether groups of samples fit the second cache.</summary>
    public static bool Fits(in ConvolutionShape shape)
    {
        if (shape is not { Groups: 1, StrideY: 1, StrideX: 1 } || WinogradShape.Takes(shape) || shape.WeightLength > MostWeights)
            return false;
        int mostY = (shape.KernelHeight - 1) * shape.DilationY, mostX = (shape.KernelWidth - 1) * shape.DilationX;
        if (shape.PadTop > mostY || shape.PadBottom > mostY || shape.PadLeft > mostX || shape.PadRight > mostX) return false;
        return Of(shape).IsSmall && OfGradient(shape).IsSmall;
    }

    // In long: a large image would pass 2³¹ and look small.
    private bool IsSmall => Lanes
        * ((long)Channels * (OutputHeight + (KernelHeight - 1) * _dilationY) * (OutputWidth + (KernelWidth - 1) * _dilationX)
        + (long)Filters * OutputHeight * OutputWidth) <= MostFloats;

    /// <summary>
    /// Whether it takes fewer products than rows of pixels do, by more than turning the output costs: registers of pixels are not
    /// filled, and taps on padding are not left out.
    /// </summary>
    public bool Pays
    {
        get
        {
            var filled = (float)((OutputWidth + Lanes - 1) / Lanes * Lanes) / OutputWidth;
            var seen = Math.Min(1f, (float)Height / OutputHeight) * Math.Min(1f, (float)Width / OutputWidth);
            return Taps * (filled - seen) > 16;
        }
    }

    /// <summary>The convolution itself.</summary>
    public static SampleLanesShape Of(in ConvolutionShape shape) => new(
        shape, (shape.Channels, shape.Height, shape.Width), (shape.Filters, shape.OutputHeight, shape.OutputWidth), shape.PadTop,
        shape.PadLeft);

    /// <summary>Its input gradient: the convolution of the output gradient with the kernel turned round.</summary>
    public static SampleLanesShape OfGradient(in ConvolutionShape shape) => new(
        shape, (shape.Filters, shape.OutputHeight, shape.OutputWidth), (shape.Channels, shape.Height, shape.Width),
        (shape.KernelHeight - 1) * shape.DilationY - shape.PadTop, (shape.KernelWidth - 1) * shape.DilationX - shape.PadLeft);

    /// <summary>The taps of a column of the kernel that meet the input at output row <paramref name="y"/>.</summary>
    public Range RowTaps(int y) => TapsAt(y - _padTop, Height, KernelHeight, _dilationY);

    /// <summary>The taps of a row of the kernel that meet the input at output column <paramref name="x"/>.</summary>
    public Range ColumnTaps(int x) => TapsAt(x - _padLeft, Width, KernelWidth, _dilationX);

    private static Range TapsAt(int at, int length, int kernel, int dilation)
    {
        if (at >= 0 && at + (kernel - 1) * dilation < length) return new(0, kernel);
        var first = at >= 0 ? 0 : (-at + dilation - 1) / dilation;
        var end = at >= length ? 0 : Math.Min(kernel, (length - at + dilation - 1) / dilation);
        return new(Math.Min(first, end), end);
    }

    /// <summary>Taps from <paramref name="First"/> to before <paramref name="End"/>.</summary>
    internal readonly record struct Range(int First, int End)
    {
        public Range With(Range other) => new(Math.Min(First, other.First), Math.Max(End, other.End));
    }
}
