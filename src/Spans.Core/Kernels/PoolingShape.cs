namespace Spans.Kernels;

/// <summary>
/// The geometry of pooling over one sample: [channels, height, width] to [channels, output height, output width]. The padding is
/// at most half the window, as in PyTorch, so that every window sees some of the input.
/// </summary>
public readonly record struct PoolingShape
{
    /// <summary>Channels.</summary>
    public required int Channels { get; init; }

    /// <summary>Input rows.</summary>
    public required int Height { get; init; }

    /// <summary>Input columns.</summary>
    public required int Width { get; init; }

    /// <summary>Rows of the window.</summary>
    public required int WindowHeight { get; init; }

    /// <summary>Columns of the window.</summary>
    public required int WindowWidth { get; init; }

    /// <summary>Input rows between two output rows.</summary>
    public required int StrideY { get; init; }

    /// <summary>Input columns between two output columns.</summary>
    public required int StrideX { get; init; }

    /// <summary>Rows of padding above and below.</summary>
    public int PadY { get; init; }

    /// <summary>Columns of padding on either side.</summary>
    public int PadX { get; init; }

    /// <summary>Output rows.</summary>
    public int OutputHeight => (Height + 2 * PadY - WindowHeight) / StrideY + 1;

    /// <summary>Output columns.</summary>
    public int OutputWidth => (Width + 2 * PadX - WindowWidth) / StrideX + 1;

    /// <summary>Floats of one input sample.</summary>
    public int InputLength => Channels * Height * Width;

    /// <summary>Floats of one output sample.</summary>
    public int OutputLength => Channels * OutputHeight * OutputWidth;

    /// <summary>Whether the window is the two-by-two one that halves both sides.</summary>
    internal bool Halves => WindowHeight == 2 && WindowWidth == 2 && StrideY == 2 && StrideX == 2 && PadY == 0 && PadX == 0;

    /// <exception cref="ArgumentException">An extent is out of its range, or the window does not fit the padded
    /// input.</exception>
    internal void Check()
    {
        Throw.IfNotPositive(Channels);
        Throw.IfNotPositive(Height);
        Throw.IfNotPositive(Width);
        Throw.IfNotPositive(WindowHeight);
        Throw.IfNotPositive(WindowWidth);
        Throw.IfNotPositive(StrideY);
        Throw.IfNotPositive(StrideX);
        if (PadY < 0 || PadY > WindowHeight / 2)
            Throw.OutOfRange(nameof(PadY), PadY, $"between 0 and {WindowHeight / 2}, half the window");
        if (PadX < 0 || PadX > WindowWidth / 2)
            Throw.OutOfRange(nameof(PadX), PadX, $"between 0 and {WindowWidth / 2}, half the window");
        long high = Height + 2L * PadY, wide = Width + 2L * PadX;
        if (high < WindowHeight) Throw.OutOfRange(nameof(WindowHeight), WindowHeight, $"at most the {high} padded rows");
        if (wide < WindowWidth) Throw.OutOfRange(nameof(WindowWidth), WindowWidth, $"at most the {wide} padded columns");
        if (high > int.MaxValue) Throw.OutOfRange(nameof(Height), Height, $"small enough for at most {int.MaxValue} padded rows");
        if (wide > int.MaxValue)
            Throw.OutOfRange(nameof(Width), Width, $"small enough for at most {int.MaxValue} padded columns");
        Throw.IfPastArray(nameof(Channels), Channels, Height, Width);
        Throw.IfPastArray(nameof(Channels), Channels, OutputHeight, OutputWidth);
    }

    /// <summary>The input rows that output row <paramref name="y"/> sees.</summary>
    internal (int Start, int End) RowsOf(int y) =>
        (Math.Max(0, y * StrideY - PadY), Math.Min(Height, y * StrideY - PadY + WindowHeight));

    /// <summary>The input columns that output column <paramref name="x"/> sees.</summary>
    internal (int Start, int End) ColumnsOf(int x) =>
        (Math.Max(0, x * StrideX - PadX), Math.Min(Width, x * StrideX - PadX + WindowWidth));
}
