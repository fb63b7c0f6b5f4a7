using Spans.Activations;
using Spans.Chains;
using Spans.Initializers;
using Spans.Kernels;
using Spans.Memory;

namespace Spans.Layers;

/// <summary>
/// A <see cref="Conv2D{TActivation}"/> and the 2x2 <see cref="MaxPool2D"/> or <see cref="AveragePool2D"/> behind it, for
/// prediction.
/// </summary>
internal sealed class PooledConv2D<TActivation>(in PooledConvolutionShape shape, bool useBias, TActivation activation) : IFused,
    IRowLayer
    where TActivation : struct, IActivation
{
    private readonly PooledConvolutionShape _shape = shape;

    public LayerSpec Describe(Shape input)
    {
        var fan = new Fan([_shape.PackedLength], _shape.Convolution.Taps, _shape.Convolution.Filters);
        return new LayerSpec
        {
            Output = [_shape.Convolution.Filters, _shape.Height, _shape.Width],
            Parameters = [new ParameterSpec("packed", fan, new Zeros(), Decays: false)],
            Scratch = new Extent(PerPart: _shape.ScratchPerPart),
        };
    }

    // y = the largest, or the mean, of each window of f(W ∗ x + b)
    public void Forward(in ForwardPass pass) =>
        PooledConvolution.Forward(
            _shape, pass.Input, pass.Parameter(0), pass.Output, pass.Batch, activation, pass.Scratch, pass.Team);

    public void Backward(in BackwardPass pass) =>
        throw new NotSupportedException("A frozen layer does not learn; train the network and freeze it again.");

    public void Pack(in LayerTensors trained, in LayerTensors frozen) =>
        PooledConvolution.Pack(_shape, trained.Parameter(0), useBias ? trained.Parameter(1) : default, frozen.Parameter(0));

    public PackedRowStep? Row(in LayerTensors tensors, int inputs) =>
        PooledConvolutionStep.Of(_shape, tensors.Parameter(0), activation);
}
