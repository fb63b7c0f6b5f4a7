namespace Spans.Layers;

/// <summary>What a convolution does besides its filters and kernel. Each pair is (vertical, horizontal).</summary>
public sealed record ConvolutionOptions
{
    /// <summary>Input pixels between two output pixels. Default 1.</summary>
    public (int Y, int X) Stride { get; init; } = (1, 1);

    /// <summary>What is added around the image. Default nothing.</summary>
    public Padding Padding { get; init; }

    /// <summary>Input pixels between two of the kernel. Default 1.</summary>
    public (int Y, int X) Dilation { get; init; } = (1, 1);

    /// <summary>Independent slices of channels; as many as there are channels for a depthwise convolution. Default 1.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Whether a bias is added to each filter. Default true.</summary>
    public bool UseBias { get; init; } = true;

    internal void Check()
    {
        if (Stride.Y < 1 || Stride.X < 1) Throw.OutOfRange(nameof(Stride), Stride, "one or more each way");
        if (Dilation.Y < 1 || Dilation.X < 1) Throw.OutOfRange(nameof(Dilation), Dilation, "one or more each way");
        Throw.IfNotPositive(Groups);
        Padding.Check();
    }
}
