using Spans.Activations;
using Spans.Chains;
using Spans.Initializers;
using Spans.Kernels;
using Spans.Memory;

namespace Spans.Layers;

/// <summary>
/// A <see cref="Dense{TActivation}"/> for prediction: W lies in column panels, so that one row streams it once.
/// </summary>
internal sealed class PackedDense<TActivation>(int units, TActivation activation, bool useBias) : ILayer, IRowLayer
    where TActivation : struct, IActivation
{
    public LayerSpec Describe(Shape input)
    {
        var packed = MatMul.PackedLength(input.Elements, units);
        var matrix = new ParameterSpec("packed", new Fan([packed], input.Elements, units), new Zeros(), Decays: false);
        var bias = new ParameterSpec("bias", new Fan([units], input.Elements, units), new Zeros(), Decays: false);
        return new LayerSpec { Output = [units], Parameters = useBias ? [matrix, bias] : [matrix] };
    }

    // y = f(x W + b)
    public void Forward(in ForwardPass pass) =>
        MatMul.MultiplyPacked(
            pass.Input, pass.Parameter(0), useBias ? pass.Parameter(1) : default, pass.Output,
            pass.Batch, units, pass.Plan.Input.Elements, activation, pass.Team);

    public void Backward(in BackwardPass pass) =>
        throw new NotSupportedException("A frozen layer does not learn; train the network and freeze it again.");

    public PackedRowStep? Row(in LayerTensors tensors, int inputs) =>
        PackedRowStep.Of(tensors.Parameter(0), useBias ? tensors.Parameter(1) : default, inputs, units, activation);
}
