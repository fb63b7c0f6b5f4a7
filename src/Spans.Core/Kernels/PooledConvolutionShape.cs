namespace Spans.Kernels;

/// <summary>
/// How a convolution runs together with the 2x2 pooling behind it, maximum or average. Lanes are pooled pixels, so that the four
/// pixels of a window lie in the same lane of four registers; or filters, where those fill registers better.
/// </summary>
internal readonly struct PooledConvolutionShape
{
    // Rows of pixels and groups of samples may fill registers better than a pooled row that leaves more of them empty.
    private const float LeastFilled = 0.6f;

    private readonly ConvolutionShape _shape;
    private readonly ConvolutionPlanes _planes;

    private PooledConvolutionShape(in ConvolutionShape shape, bool averages)
    {
        _shape = shape;
        Averages = averages;
        Height = shape.OutputHeight / 2;
        Width = shape.OutputWidth / 2;
        // A load-bound tile is a tenth slower than one bound by products.
        LanesAreFilters = Filled(shape.Filters) * 0.9f > Filled(Width);
        // A pooled row is a row of a convolution with twice the stride, whose kernel is a pixel higher and wider.
        _planes = ConvolutionPlanes.OfInput(LanesAreFilters ? shape : shape with
        {
            StrideY = 2,
            StrideX = 2,
            KernelHeight = (shape.KernelHeight - 1) * shape.DilationY + 2,
            KernelWidth = (shape.KernelWidth - 1) * shape.DilationX + 2,
            DilationY = 1,
            DilationX = 1,
        });
    }

    /// <summary>The convolution.</summary>
    public ConvolutionShape Convolution => _shape;

    /// <summary>The planes that the convolution reads.</summary>
    public ConvolutionPlanes Planes => _planes;

    /// <summary>Whether a window gives its mean and not its largest.</summary>
    public bool Averages { get; }

    /// <summary>Whether lanes are filters and not pooled pixels.</summary>
    public bool LanesAreFilters { get; }

    /// <summary>Pooled rows.</summary>
    public int Height { get; }

    /// <summary>Pooled columns.</summary>
    public int Width { get; }

    /// <summary>Floats of a pooled sample.</summary>
    public int OutputLength => _shape.Filters * Height * Width;

    /// <summary>Floats that the taps' offsets take: one, or two for the two columns of a window.</summary>
    public int OffsetLength => Packing.Whole(LanesAreFilters ? _shape.Taps : 2 * _shape.Taps);

    /// <summary>Floats of the offsets, of the weights with filters last and of the bias.</summary>
    public int PackedLength => OffsetLength + FilterLanesDriver.WeightLength(_shape);

    /// <summary>Whether the sample itself serves as planes.</summary>
    public bool ReadsSource => LanesAreFilters && _planes.AreSource;

    /// <summary>Floats of scratch for one member of the team.</summary>
    public int ScratchPerPart => ReadsSource ? 0 : Packing.Whole(_planes.Length);

    /// <summary>Whether the two in one pass beat one after the other.</summary>
    public static bool Takes(in ConvolutionShape shape) =>
        shape is { Groups: 1, StrideY: 1, StrideX: 1, OutputHeight: >= 2, OutputWidth: >= 2 } && !WinogradShape.Takes(shape)
        && Math.Max(Filled(shape.Filters), Filled(shape.OutputWidth / 2)) > LeastFilled;

    /// <summary>The pooled convolution of <paramref name="shape"/>.</summary>
    public static PooledConvolutionShape Of(in ConvolutionShape shape, bool averages = false) => new(shape, averages);

    /// <summary>
    /// Writes where each tap lies in the planes from a window's first pixel, and the tap a column further where lanes are pixels.
    /// </summary>
    public unsafe void FillOffsets(int* offsets)
    {
        for (var channel = 0; channel < _shape.Channels; channel++)
        {
            for (var i = 0; i < _shape.KernelHeight; i++)
            {
                var row = channel * _planes.PlaneLength + i * _shape.DilationY * _planes.RowLength;
                for (var j = 0; j < _shape.KernelWidth; j++)
                {
                    *offsets++ = row + _planes.Column(j * _shape.DilationX);
                    if (!LanesAreFilters) *offsets++ = row + _planes.Column(j * _shape.DilationX + 1);
                }
            }
        }
    }

    private static float Filled(int count)
    {
        var lanes = Spans.Lanes.Width.Floats;
        return (float)count / ((count + lanes - 1) / lanes * lanes);
    }
}
