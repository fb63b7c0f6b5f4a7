using Spans.Activations;
using Spans.Chains;
using Spans.Initializers;
using Spans.Kernels;
using Spans.Memory;

namespace Spans.Layers;

/// <summary>
/// A one-dimensional convolution with its activation fused: y = f(W ∗ x + b). Input [channels, length]; W is [filters, channels /
/// groups, kernel] as PyTorch's; output [filters, length].
/// </summary>
/// <typeparam name="TActivation">f; <see cref="Identity"/> where batch norm follows, so that it can be folded.</typeparam>
/// <param name="filters">Output channels, one or more.</param>
/// <param name="kernel">Width of the kernel, one or more.</param>
/// <param name="options">Stride, padding, dilation (the second of each pair; the first must be left as it is), groups and
/// bias.</param>
/// <param name="activation">f, where it has parameters.</param>
/// <param name="weight">What fills W; by default what suits f.</param>
public sealed class Conv1D<TActivation>(
    int filters, int kernel, ConvolutionOptions? options = null, TActivation activation = default, IInitializer? weight = null)
    : IConv1D, IFoldTarget
    where TActivation : struct, IActivation
{
    /// <inheritdoc/>
    public int Filters { get; } = filters > 0 ? filters : throw new ArgumentOutOfRangeException(
        nameof(filters), filters, $"filters is {filters} but must be one or more.");

    /// <inheritdoc/>
    public int Kernel { get; } = kernel > 0 ? kernel : throw new ArgumentOutOfRangeException(
        nameof(kernel), kernel, $"kernel is {kernel} but must be one or more.");

    /// <inheritdoc/>
    public ConvolutionOptions Options { get; } = ConvolutionGeometry.Checked(options);

    /// <summary>f.</summary>
    public TActivation Activation { get; } = activation;

    /// <inheritdoc/>
    public IInitializer Weight { get; } = weight ?? DefaultInitializer.For(activation);

    /// <inheritdoc/>
    public bool TakesFold => Options.UseBias && typeof(TActivation) == typeof(Identity);

    IActivation IConv1D.Activation => Activation;

    /// <inheritdoc/>
    public LayerSpec Describe(Shape input)
    {
        if (input.Rank != 2) throw new ShapeException("needs an input of shape [channels, length]");
        return ConvolutionGeometry.Describe(Geometry(input), Options.UseBias, Activation, Weight,
            [Filters, input[0] / Options.Groups, Kernel], static shape => [shape.Filters, shape.OutputWidth]);
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

    private ConvolutionShape Geometry(Shape input)
    {
        var (left, right) = Options.Padding.Horizontal(input[1], Kernel, Options.Stride.X, Options.Dilation.X);
        return new ConvolutionShape
        {
            Channels = input[0],
            Height = 1,
            Width = input[1],
            Filters = Filters,
            KernelHeight = 1,
            KernelWidth = Kernel,
            StrideX = Options.Stride.X,
            PadLeft = left,
            PadRight = right,
            DilationX = Options.Dilation.X,
            Groups = Options.Groups,
        };
    }
}
