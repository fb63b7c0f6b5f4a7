using System.Runtime.CompilerServices;
using Spans.Activations;
using Spans.Chains;
using Spans.Initializers;
using Spans.Kernels;
using Spans.Memory;

namespace Spans.Layers;

/// <summary>
/// A fully connected layer with its activation fused: y = f(x W + b). Input of any shape is read as [inputs]; W is [inputs,
/// units] (the transpose of PyTorch's), b is [units].
/// </summary>
/// <typeparam name="TActivation">f; <see cref="Identity"/> for a linear layer.</typeparam>
/// <param name="units">Outputs, one or more.</param>
/// <param name="activation">f, where it has parameters such as a slope.</param>
/// <param name="weight">What fills W; by default what suits f: He for the ReLU family, Xavier for sigmoid and tanh.</param>
/// <param name="useBias">Whether to add b.</param>
public sealed class Dense<TActivation>(
    int units, TActivation activation = default, IInitializer? weight = null, bool useBias = true) : IDense, IFoldTarget,
    IFreezable
    where TActivation : struct, IActivation
{
    /// <inheritdoc/>
    public int Units { get; } = units > 0 ? units : throw new ArgumentOutOfRangeException(
        nameof(units), units, $"units is {units} but must be one or more.");

    /// <summary>f.</summary>
    public TActivation Activation { get; } = activation;

    /// <inheritdoc/>
    public IInitializer Weight { get; } = weight ?? DefaultInitializer.For(activation);

    /// <inheritdoc/>
    public bool UseBias { get; } = useBias;

    /// <inheritdoc/>
    public bool TakesFold => UseBias && typeof(TActivation) == typeof(Identity);

    IActivation IDense.Activation => Activation;

    /// <inheritdoc/>
    public LayerSpec Describe(Shape input)
    {
        var inputs = input.Elements;
        var matrix = new ParameterSpec("weight", new Fan([inputs, Units], inputs, Units, Activation.Gain), Weight, Decays: true);
        var bias = new ParameterSpec("bias", new Fan([Units], inputs, Units), new Zeros(), Decays: false);
        return new LayerSpec
        {
            Output = [Units],
            Parameters = UseBias ? [matrix, bias] : [matrix],
            Saved = new Extent(PerSample: Activation.DerivativeReadsInput ? Units : 0),
            Scratch = new Extent(Fixed: MatMul.TransposeBScratch(inputs, Units)),
            Backward = typeof(TActivation) == typeof(Identity) ? Reads.Input : Reads.Input | Reads.Output,
        };
    }

    // y = f(x W + b)
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Forward(in ForwardPass pass)
    {
        var bias = UseBias ? pass.Parameter(1) : default;
        MatMul.MultiplyActivate(
            pass.Input, pass.Parameter(0), bias, pass.Saved, pass.Output,
            pass.Batch, Units, pass.Plan.Input.Elements, Activation, pass.Team);
    }

    // Leaves dz where dy was: the gradients of single rows are made from it.
    // dz = dy ⊙ f'(z);  dW = xᵀ dz;  db = Σ dz;  dx = dz Wᵀ
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Backward(in BackwardPass pass)
    {
        var inputs = pass.Plan.Input.Elements;
        var dz = pass.OutputGradient;
        if (typeof(TActivation) != typeof(Identity))
            Elementwise.Derivative(pass.Saved, pass.Output, dz, dz, Activation, pass.Team);
        MatMul.MultiplyTransposeA(
            pass.Input, dz, pass.ParameterGradient(0), inputs, Units, pass.Batch, pass.Accumulate, pass.Team);
        if (UseBias) Reduce.ColumnSums(dz, pass.ParameterGradient(1), pass.Batch, Units, pass.Accumulate, pass.Team);
        if (!pass.InputGradient.IsEmpty)
            MatMul.MultiplyTransposeB(
                dz, pass.Parameter(0), pass.InputGradient, pass.Batch, inputs, Units, accumulate: false, pass.Scratch, pass.Team);
    }

    /// <inheritdoc/>
    public void Absorb(in LayerTensors tensors, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift)
    {
        var w = tensors.Parameter(0);
        var b = tensors.Parameter(1);
        for (var row = 0; row < w.Length; row += Units)
            System.Numerics.Tensors.TensorPrimitives.Multiply(w.Slice(row, Units), scale, w.Slice(row, Units));
        System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(b, scale, shift, b);
    }

    /// <inheritdoc/>
    public ILayer Freeze() => new PackedDense<TActivation>(Units, Activation, UseBias);

    /// <inheritdoc/>
    public void Pack(in LayerTensors trained, in LayerTensors frozen)
    {
        MatMul.Pack(trained.Parameter(0), frozen.Parameter(0), trained.Parameter(0).Length / Units, Units);
        if (UseBias) trained.Parameter(1).CopyTo(frozen.Parameter(1));
    }
}
