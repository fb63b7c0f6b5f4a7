using Spans.Activations;
using Spans.Chains;
using Spans.Initializers;
using Spans.Kernels;
using Spans.Memory;

namespace Spans.Layers;

/// <summary>
/// A two-dimensional convolution (cross-correlation, as everywhere) with its activation fused: y = f(W ∗ x + b). Input [channels,
/// height, width]; W is [filters, channels / groups, kernel height, kernel width] as PyTorch's; output [filters, height, width].
/// </summary>
/// <typeparam name="TActivation">f; <see cref="Identity"/> where batch norm follows, so that it can be folded.</typeparam>
/// <param name="filters">Output channels, one or more.</param>
/// <param name="kernel">Rows and columns of the kernel, one or more each.</param>
/// <param name="options">Stride, padding, dilation, groups and bias.</param>
/// <param name="activation">f, where it has parameters.</param>
/// <param name="weight">What fills W; by default what suits f.</param>
public sealed class Conv2D<TActivation>(
    int filters, (int Y, int X) kernel, ConvolutionOptions? options = null, TActivation activation = default,
    IInitializer? weight = null)
    : IConv2D, IFoldTarget, IFusable
    where TActivation : struct, IActivation
{
    /// <summary>A convolution with a square kernel.</summary>
    /// <param name="filters">Output channels, one or more.</param>
    /// <param name="kernel">Rows and columns of the kernel, one or more.</param>
    /// <param name="options">Stride, padding, dilation, groups and bias.</param>
    /// <param name="activation">f, where it has parameters.</param>
    /// <param name="weight">What fills W; by default what suits f.</param>
    public Conv2D(int filters, int kernel, ConvolutionOptions? options = null, TActivation activation = default,
        IInitializer? weight = null)
        : this(filters, (kernel, kernel), options, activation, weight)
    {
    }

    /// <inheritdoc/>
    public int Filters { get; } = filters > 0 ? filters : throw new ArgumentOutOfRangeException(
        nameof(filters), filters, $"filters is {filters} but must be one or more.");

    /// <inheritdoc/>
    public (int Y, int X) Kernel { get; } = kernel is { Y: > 0, X: > 0 } ? kernel : throw new ArgumentOutOfRangeException(
        nameof(kernel), kernel, $"kernel is {kernel} but must be one or more each way.");

    /// <inheritdoc/>
    public ConvolutionOptions Options { get; } = ConvolutionGeometry.Checked(options);

    /// <summary>f.</summary>
    public TActivation Activation { get; } = activation;

    /// <inheritdoc/>
    public IInitializer Weight { get; } = weight ?? DefaultInitializer.For(activation);

    /// <inheritdoc/>
    public bool TakesFold => Options.UseBias && typeof(TActivation) == typeof(Identity);

    IActivation IConv2D.Activation => Activation;

    /// <inheritdoc/>
    public LayerSpec Describe(Shape input)
    {
        if (input.Rank != 3) throw new ShapeException("needs an input of shape [channels, height, width]");
        return ConvolutionGeometry.Describe(Geometry(input), Options.UseBias, Activation, Weight,
            [Filters, input[0] / Options.Groups, Kernel.Y, Kernel.X], static shape =>
                [shape.Filters, shape.OutputHeight, shape.OutputWidth]);
    }

    // y = f(W ∗ x + b)
    /// <inheritdoc/>
    public void Forward(in ForwardPass pass) =>
        Convolution.Forward(
            Geometry(pass.Plan.Input), pass.Input, pass.Parameter(0), Options.UseBias ? pass.Parameter(1) : default,
            pass.Saved, pass.Output, pass.Batch, Activation, pass.Scratch, pass.Team);

    // dz = dy ⊙ f'(z);  dW = x ⋆ dz;  db = Σ dz;  dx = dz ∗ W turned round
    /// <inheritdoc/>
    public void Backward(in BackwardPass pass) =>
        ConvolutionGeometry.Backward(Geometry(pass.Plan.Input), Options.UseBias, Activation, pass);

    /// <inheritdoc/>
    public void Absorb(in LayerTensors tensors, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift) =>
        ConvolutionGeometry.Absorb(tensors, scale, shift);

    IFused? IFusable.Fuse(ILayer next, Shape input)
    {
        if (next is not (IPool2D { Window.Halves: true } pool and (MaxPool2D or AveragePool2D))) return null;
        var shape = Geometry(input);
        var averages = pool is AveragePool2D;
        // A mean over all there is adds up in another order.
        return PooledConvolutionShape.Takes(shape) && !(averages && shape is { OutputHeight: 2, OutputWidth: 2 })
            ? new PooledConv2D<TActivation>(PooledConvolutionShape.Of(shape, averages), Options.UseBias, Activation)
            : null;
    }

    private ConvolutionShape Geometry(Shape input)
    {
        var (top, bottom) = Options.Padding.Vertical(input[1], Kernel.Y, Options.Stride.Y, Options.Dilation.Y);
        var (left, right) = Options.Padding.Horizontal(input[2], Kernel.X, Options.Stride.X, Options.Dilation.X);
        return new ConvolutionShape
        {
            Channels = input[0],
            Height = input[1],
            Width = input[2],
            Filters = Filters,
            KernelHeight = Kernel.Y,
            KernelWidth = Kernel.X,
            StrideY = Options.Stride.Y,
            StrideX = Options.Stride.X,
            PadTop = top,
            PadBottom = bottom,
            PadLeft = left,
            PadRight = right,
            DilationY = Options.Dilation.Y,
            DilationX = Options.Dilation.X,
            Groups = Options.Groups,
        };
    }
}
