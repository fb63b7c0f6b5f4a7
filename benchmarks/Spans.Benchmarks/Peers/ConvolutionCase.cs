using Spans.Kernels;

namespace Spans.Benchmarks.Peers;

/// <summary>A convolution that libraries compete in: square images, square kernels, stride 1, with a bias.</summary>
public sealed record ConvolutionCase(int Channels, int Size, int Filters, int Kernel, int Pad)
{
    public const int Batch = 64;

    public string Name => $"{Channels}x{Size}x{Size} to {Filters} {Kernel}x{Kernel}";

    public int OutputSize => Size + 2 * Pad - Kernel + 1;

    public ConvolutionShape Shape => new()
    {
        Channels = Channels, Height = Size, Width = Size, Filters = Filters, KernelHeight = Kernel, KernelWidth = Kernel,
        PadTop = Pad, PadBottom = Pad, PadLeft = Pad, PadRight = Pad,
    };

    public override string ToString() => Name;
}

/// <summary>What of a convolution is timed.</summary>
public enum ConvolutionPart
{
    Forward,
    Data,
    Weights,
}
