namespace Spans.Kernels;

/// <summary>
/// The geometry of a two-dimensional convolution over one sample: input [channels, height, width], weights
/// [filters, channels / groups, kernel height, kernel width] and output [filters, output height, output width], all row-major as
/// PyTorch has them.
/// </summary>
public readonly record struct ConvolutionShape
{
    /// <summary>Input channels, a multiple of <see cref="Groups"/>.</summary>
    public required int Channels { get; init; }

    /// <summary>Input rows.</summary>
    public required int Height { get; init; }

    /// <summary>Input columns.</summary>
    public required int Width { get; init; }

    /// <summary>Output channels, a multiple of <see cref="Groups"/>.</summary>
    public required int Filters { get; init; }

    /// <summary>Rows of the kernel.</summary>
    public required int KernelHeight { get; init; }

    /// <summary>Columns of the kernel.</summary>
    public required int KernelWidth { get; init; }

    /// <summary>Input rows between two output rows.</summary>
    public int StrideY { get; init; } = 1;

    /// <summary>Input columns between two output columns.</summary>
    public int StrideX { get; init; } = 1;

    /// <summary>Rows of zeros above.</summary>
    public int PadTop { get; init; }

    /// <summary>Rows of zeros below.</summary>
    public int PadBottom { get; init; }

    /// <summary>Columns of zeros on the left.</summary>
    public int PadLeft { get; init; }

    /// <summary>Columns of zeros on the right.</summary>
    public int PadRight { get; init; }

    /// <summary>Input rows between two rows of the kernel.</summary>
    public int DilationY { get; init; } = 1;

    /// <summary>Input columns between two columns of the kernel.</summary>
    public int DilationX { get; init; } = 1;

    /// <summary>
    /// Independent slices of channels: 1 for an ordinary convolution, <see cref="Channels"/> for a depthwise one.
    /// </summary>
    public int Groups { get; init; } = 1;

    /// <summary>A geometry with strides, dilations and groups of one.</summary>
    public ConvolutionShape()
    {
    }

    /// <summary>Output rows; below one where the kernel does not fit.</summary>
    public int OutputHeight => (Height + PadTop + PadBottom - DilationY * (KernelHeight - 1) - 1) / StrideY + 1;

    /// <summary>Output columns; below one where the kernel does not fit.</summary>
    public int OutputWidth => (Width + PadLeft + PadRight - DilationX * (KernelWidth - 1) - 1) / StrideX + 1;

    /// <summary>Channels that one filter sees.</summary>
    public int GroupChannels => Channels / Groups;

    /// <summary>Filters of one group.</summary>
    public int GroupFilters => Filters / Groups;

    /// <summary>Weights of one filter.</summary>
    public int Taps => GroupChannels * KernelHeight * KernelWidth;

    /// <summary>Floats of one input sample.</summary>
    public int InputLength => Channels * Height * Width;

    /// <summary>Floats of one output sample.</summary>
    public int OutputLength => Filters * OutputHeight * OutputWidth;

    /// <summary>Floats of the weights.</summary>
    public int WeightLength => Filters * Taps;

    /// <summary>Multiply-adds of one sample.</summary>
    public long Work => (long)OutputLength * Taps;

    /// <exception cref="ArgumentException">An extent is out of its range, or the kernel does not fit the padded
    /// input.</exception>
    internal void Check()
    {
        Throw.IfNotPositive(Channels);
        Throw.IfNotPositive(Height);
        Throw.IfNotPositive(Width);
        Throw.IfNotPositive(Filters);
        Throw.IfNotPositive(KernelHeight);
        Throw.IfNotPositive(KernelWidth);
        Throw.IfNotPositive(StrideY);
        Throw.IfNotPositive(StrideX);
        Throw.IfNotPositive(DilationY);
        Throw.IfNotPositive(DilationX);
        Throw.IfNotPositive(Groups);
        Throw.IfNegative(PadTop);
        Throw.IfNegative(PadBottom);
        Throw.IfNegative(PadLeft);
        Throw.IfNegative(PadRight);
        if (Channels % Groups != 0) Throw.OutOfRange(nameof(Groups), Groups, $"a divisor of the {Channels} channels");
        if (Filters % Groups != 0) Throw.OutOfRange(nameof(Groups), Groups, $"a divisor of the {Filters} filters");
        long high = (long)Height + PadTop + PadBottom, wide = (long)Width + PadLeft + PadRight;
        if (high > int.MaxValue) Throw.OutOfRange(nameof(Height), Height, $"small enough for at most {int.MaxValue} padded rows");
        if (wide > int.MaxValue)
            Throw.OutOfRange(nameof(Width), Width, $"small enough for at most {int.MaxValue} padded columns");
        if (high < DilationY * (KernelHeight - 1L) + 1)
            Throw.OutOfRange(nameof(KernelHeight), KernelHeight, $"small enough for {high} padded rows");
        if (wide < DilationX * (KernelWidth - 1L) + 1)
            Throw.OutOfRange(nameof(KernelWidth), KernelWidth, $"small enough for {wide} padded columns");
        Throw.IfPastArray(nameof(Channels), Channels, Height, Width);
        Throw.IfPastArray(nameof(Filters), Filters, OutputHeight, OutputWidth);
        Throw.IfPastArray(nameof(Filters), Filters, GroupChannels, KernelHeight, KernelWidth);
    }
}
