using System.Runtime.CompilerServices;
using Spans.Lanes;

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
        int channels, int rows, int phases, int phaseWidth, (int Height, int Width) source, (int Top, int Left) pad,
        (int Y, int X) spread)
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

    /// <summary>
    /// Output gradients in rows as long as those of the input's planes, so that one walk runs through both without a gap.
    /// </summary>
    public static ConvolutionPlanes OfGradientRows(in ConvolutionShape shape, in ConvolutionPlanes input, int filters) => new(
        filters, shape.OutputHeight, 1, input.RowLength, (shape.OutputHeight, shape.OutputWidth), (0, 0), (1, 1));

    /// <summary>Whether the sample itself would do for planes: nothing is padded, moved or left out.</summary>
    public bool AreSource => Phases == 1 && _spreadY == 1 && _spreadX == 1 && _padTop == 0 && _padLeft == 0
        && PhaseWidth == _sourceWidth && Rows == _sourceHeight && Channels * PlaneLength >= Slack;

    /// <summary>Where a tap's column lies from an output pixel's first float.</summary>
    public int Column(int column) => Phases == 1 ? column : column % Phases * PhaseWidth + column / Phases;

    /// <summary>Writes zeros everywhere: once, since filling never touches the padding.</summary>
    public unsafe void Clear(float* planes) => new Span<float>(planes, Length).Clear();

    /// <summary>Writes one sample into planes that were cleared.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public unsafe void Fill<V>(float* source, float* planes) where V : struct, ILanes<V>
    {
        if (Phases == 1 && _spreadY == 1 && _spreadX == 1)
        {
            FillWhole<V>(source, planes);
            return;
        }
        if (Phases == 2 && _spreadY == 1 && _spreadX == 1 && _padLeft >= 0)
        {
            FillPairs<V>(source, planes);
            return;
        }
        for (var channel = 0; channel < Channels; channel++, source += _sourceHeight * _sourceWidth, planes += PlaneLength)
        {
            for (var row = 0; row < Rows; row++)
            {
                var y = row - _padTop;
                if (y >= 0 && y % _spreadY == 0 && y / _spreadY < _sourceHeight)
                    FillRow(source + y / _spreadY * _sourceWidth, planes + row * RowLength);
            }
        }
    }

    // Rows as they stand, cut where the padding is negative or the planes end before the source does.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private unsafe void FillWhole<V>(float* source, float* planes) where V : struct, ILanes<V>
    {
        int firstRow = Math.Max(0, -_padTop), rows = Math.Min(_sourceHeight, Rows - _padTop) - firstRow;
        int firstColumn = Math.Max(0, -_padLeft), columns = Math.Min(_sourceWidth, PhaseWidth - _padLeft) - firstColumn;
        if (columns <= 0) return;
        source += firstRow * _sourceWidth + firstColumn;
        planes += (firstRow + _padTop) * RowLength + firstColumn + _padLeft;
        for (var channel = 0; channel < Channels; channel++, source += _sourceHeight * _sourceWidth, planes += PlaneLength)
        {
            float* from = source, to = planes;
            for (var row = 0; row < rows; row++, from += _sourceWidth, to += RowLength)
            {
                var i = 0;
                for (; i <= columns - V.Count; i += V.Count) V.Load(from + i).Store(to + i);
                if (i < columns) V.LoadPartial(from + i, columns - i).StorePartial(to + i, columns - i);
            }
        }
    }

    // Even and odd columns of the source each go to a phase, whole registers at a time.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private unsafe void FillPairs<V>(float* source, float* planes) where V : struct, ILanes<V>
    {
        int firstRow = Math.Max(0, -_padTop), rows = Math.Min(_sourceHeight, Rows - _padTop) - firstRow;
        int evens = Math.Min((_sourceWidth + 1) / 2, PhaseWidth - _padLeft / 2),
            odds = Math.Min(_sourceWidth / 2, PhaseWidth - (_padLeft + 1) / 2);
        int even = Column(_padLeft), odd = Column(_padLeft + 1);
        source += firstRow * _sourceWidth;
        planes += (firstRow + _padTop) * RowLength;
        for (var channel = 0; channel < Channels; channel++, source += _sourceHeight * _sourceWidth, planes += PlaneLength)
        {
            float* from = source, to = planes;
            for (var row = 0; row < rows; row++, from += _sourceWidth, to += RowLength)
            {
                for (var i = 0; i < Math.Max(evens, odds); i += V.Count)
                {
                    var left = _sourceWidth - 2 * i;
                    var a = left >= V.Count ? V.Load(from + 2 * i) : V.LoadPartial(from + 2 * i, left);
                    var b = left <= V.Count ? V.Zero : V.LoadPartial(from + 2 * i + V.Count, Math.Min(V.Count, left - V.Count));
                    if (i < evens) V.DeinterleaveEven(a, b).StorePartial(to + even + i, Math.Min(V.Count, evens - i));
                    if (i < odds) V.DeinterleaveOdd(a, b).StorePartial(to + odd + i, Math.Min(V.Count, odds - i));
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private unsafe void FillRow(float* source, float* row)
    {
        for (var phase = 0; phase < Phases; phase++)
        {
            for (var i = 0; i < PhaseWidth; i++, row++)
            {
                var x = i * Phases + phase - _padLeft;
                if (x >= 0 && x % _spreadX == 0 && x / _spreadX < _sourceWidth) *row = source[x / _spreadX];
            }
        }
    }
}
