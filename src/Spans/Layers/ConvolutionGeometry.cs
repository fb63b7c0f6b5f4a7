using System.Numerics.Tensors;
using Spans.Activations;
using Spans.Chains;
using Spans.Initializers;
using Spans.Kernels;
using Spans.Memory;

namespace Spans.Layers;

/// <summary>What convolutions of one and two dimensions have in common once their geometry is known.</summary>
internal static class ConvolutionGeometry
{
    internal static ConvolutionOptions Checked(ConvolutionOptions? options)
    {
        options ??= new ConvolutionOptions();
        options.Check();
        return options;
    }

    internal static LayerSpec Describe<TActivation>(
        in ConvolutionShape shape, bool useBias, TActivation activation, IInitializer weight, ReadOnlySpan<int> weightShape,
        Func<ConvolutionShape, Shape> output)
        where TActivation : struct, IActivation
    {
        if (shape.Channels % shape.Groups != 0) throw new ShapeException($"needs channels that its {shape.Groups} groups divide");
        try
        {
            shape.Check();
        }
        catch (ArgumentException e)
        {
            throw new ShapeException($"does not fit ({e.Message.Split('.')[0]})", e);
        }
        var fanOut = shape.GroupFilters * shape.KernelHeight * shape.KernelWidth;
        var w = new ParameterSpec(
            "weight", new Fan(Shape.Create(weightShape), shape.Taps, fanOut, activation.Gain), weight, Decays: true);
        var b = new ParameterSpec("bias", new Fan([shape.Filters], shape.Taps, fanOut), new Zeros(), Decays: false);
        return new LayerSpec
        {
            Output = output(shape),
            Parameters = useBias ? [w, b] : [w],
            Saved = new Extent(PerSample: activation.DerivativeReadsInput ? shape.OutputLength : 0),
            Scratch = new Extent(
                Fixed: Largest(Convolution.ForwardScratch(shape), Convolution.InputGradientScratch(shape),
                    Convolution.WeightGradientScratch(shape)),
                PerPart: Largest(
                    Convolution.ForwardScratchPerPart(shape), Convolution.InputGradientScratchPerPart(shape),
                    Convolution.WeightGradientScratchPerPart(shape))),
            Backward = typeof(TActivation) == typeof(Identity) ? Reads.Input : Reads.Input | Reads.Output,
        };
    }

    internal static void Backward<TActivation>(
        in ConvolutionShape shape, bool useBias, TActivation activation, in BackwardPass pass)
        where TActivation : struct, IActivation
    {
        var dz = pass.OutputGradient;
        if (typeof(TActivation) != typeof(Identity))
            Elementwise.Derivative(pass.Saved, pass.Output, dz, dz, activation, pass.Team);
        Convolution.WeightGradient(
            shape, pass.Input, dz, pass.ParameterGradient(0), useBias ? pass.ParameterGradient(1) : default,
            pass.Batch, pass.Accumulate, pass.Scratch, pass.Team);
        if (!pass.InputGradient.IsEmpty)
            Convolution.InputGradient(shape, dz, pass.Parameter(0), pass.InputGradient, pass.Batch, pass.Scratch, pass.Team);
    }

    internal static void Absorb(in LayerTensors tensors, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift)
    {
        var w = tensors.Parameter(0);
        var b = tensors.Parameter(1);
        var taps = w.Length / b.Length;
        for (var filter = 0; filter < b.Length; filter++)
        {
            var row = w.Slice(filter * taps, taps);
            TensorPrimitives.Multiply(row, scale[filter], row);
            b[filter] = b[filter] * scale[filter] + shift[filter];
        }
    }

    private static int Largest(int a, int b, int c = 0) => Math.Max(a, Math.Max(b, c));
}
