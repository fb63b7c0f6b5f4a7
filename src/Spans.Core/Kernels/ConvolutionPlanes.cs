using System.Runtime.CompilerServices;

namespace Spans.Kernels;

/// <summary>
/// One sample's planes with their padding written out, so that a tap is a constant offset and every load is a whole register.
/// Columns a stride apart are moved together: a row holds one run for each phase of the stride.
/// </summary>
internal readonly struct ConvolutionPlanes
{
    // A register that starts at the last float of a row may run on into what follows.
    private const int Slack = 32;

    private readonly int _sourceHeight;
    private readonly int _sourceWidth;
    private readonly int _padTop;
    private readonly int _padLeft;
    private readonly int _spreadY;
    private readonly int _spreadX;

    private ConvolutionPlanes(
        int channels, int rows, int phases, int phaseWidth, (int Height, int Width) source, (int Top, int Left) pad, (int Y, int X) spread)
    {
        Channels = channels;
        Rows = rows;
        Phases = phases;
        PhaseWidth = phaseWidth;
        (_sourceHeight, _sourceWidth) = source;
        (_padTop, _padLeft) = pad;
        (_spreadY, _spreadX) = spread;
    }

    public int Channels { get; }

    public int Rows { get; }

    /// <summary>Runs of a row: the stride along x.</summary>
    public int Phases { get; }

    public int PhaseWidth { get; }

    public int RowLength => Phases * PhaseWidth;

    public int PlaneLength => Rows * RowLength;

    /// <summary>Floats of one sample's planes.</summary>
    public int Length => Channels * PlaneLength + Slack;

    /// <summary>The planes that a convolution reads its input from.</summary>
    public static ConvolutionPlanes OfInput(in ConvolutionShape shape) => new(
        shape.Channels,
        (shape.OutputHeight - 1) * shape.StrideY + (shape.KernelHeight - 1) * shape.DilationY + 1,
        shape.StrideX,
        shape.OutputWidth + (shape.KernelWidth - 1) * shape.DilationX / shape.StrideX,
        (shape.Height, shape.Width), (shape.PadTop, shape.PadLeft), (1, 1));

    /// <summary>The planes that the input gradient is convolved from: output gradients spread apart by the strides.</summary>
    public static ConvolutionPlanes OfGradient(in ConvolutionShape shape) => new(
        shape.Filters,
        shape.Height + (shape.KernelHeight - 1) * shape.DilationY,
        1,
        shape.Width + (shape.KernelWidth - 1) * shape.DilationX,
        (shape.OutputHeight, shape.OutputWidth),
        ((shape.KernelHeight - 1) * shape.DilationY - shape.PadTop, (shape.KernelWidth - 1) * shape.DilationX - shape.PadLeft),
        (shape.StrideY, shape.StrideX));

    /// <summary>Where a tap lies from an output pixel's first float.</summary>
    public int Offset(int channel, int row, int column) =>
        channel * PlaneLength + row * RowLength + column % Phases * PhaseWidth + column / Phases;

    /// <summary>Fills the planes at <paramref name="planes"/> from one sample.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Fill(float* source, float* planes)
    {
        var length = RowLength;
        for (var channel = 0; channel < Channels; channel++, source += _sourceHeight * _sourceWidth)
        {
            for (var row = 0; row < Rows; row++, planes += length)
            {
                var y = row - _padTop;
                if (y < 0 || y % _spreadY != 0 || y / _spreadY >= _sourceHeight) new Span<float>(planes, length).Clear();
                else FillRow(source + y / _spreadY * _sourceWidth, planes);
            }
        }
        new Span<float>(planes, Slack).Clear();
    }

    private unsafe void FillRow(float* source, float* row)
    {
        if (Phases == 1 && _spreadX == 1)
        {
            // Columns first to end of the source stand at first + pad in the row.
            var first = Math.Max(0, -_padLeft);
            var end = Math.Max(first, Math.Min(_sourceWidth, PhaseWidth - _padLeft));
            var start = Math.Min(PhaseWidth, first + _padLeft);
            new Span<float>(row, start).Clear();
            new ReadOnlySpan<float>(source + first, end - first).CopyTo(new Span<float>(row + start, end - first));
            new Span<float>(row + start + end - first, PhaseWidth - start - (end - first)).Clear();
            return;
        }
        for (var phase = 0; phase < Phases; phase++)
        {
            for (var i = 0; i < PhaseWidth; i++)
            {
                var x = i * Phases + phase - _padLeft;
                *row++ = x >= 0 && x % _spreadX == 0 && x / _spreadX < _sourceWidth ? source[x / _spreadX] : 0;
            }
        }
    }
}
