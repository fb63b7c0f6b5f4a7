using Spans.Activations;
using Spans.Chains;
using Spans.Kernels;
using Spans.Memory;

namespace Spans.Layers;

/// <summary>
/// An activation as a layer of its own: y = f(x), element by element. A dense layer that its activation follows directly is
/// faster with it fused (<c>Dense&lt;TActivation&gt;</c>); alone it stands behind a normalisation, and prediction fuses it there.
/// </summary>
/// <typeparam name="TActivation">f.</typeparam>
/// <param name="activation">f, where it has parameters such as a slope.</param>
public sealed class ActivationLayer<TActivation>(TActivation activation = default) : IActivationLayer, IMergeable
    where TActivation : struct, IActivation
{
    /// <summary>f.</summary>
    public TActivation Activation { get; } = activation;

    IActivation IActivationLayer.Activation => Activation;

    ILayer? IMergeable.Into(ILayer before) => before switch
    {
        Dense<Identity> { Units: var units } linear =>
            new Dense<TActivation>(units, Activation, linear.Weight, linear.UseBias),
        Conv2D<Identity> { Filters: var filters, Kernel: var kernel } linear =>
            new Conv2D<TActivation>(filters, kernel, linear.Options, Activation, linear.Weight),
        Conv1D<Identity> { Filters: var filters, Kernel: var kernel } linear =>
            new Conv1D<TActivation>(filters, kernel, linear.Options, Activation, linear.Weight),
        _ => null,
    };

    /// <inheritdoc/>
    public LayerSpec Describe(Shape input) => new()
    {
        Output = input,
        Backward = Activation.DerivativeReadsInput ? Reads.Input | Reads.Output : Reads.Output,
        InPlace = true,
    };

    // y = f(x)
    /// <inheritdoc/>
    public void Forward(in ForwardPass pass) => Elementwise.Apply(pass.Input, pass.Output, Activation, pass.Team);

    // dx = dy ⊙ f′(x)
    /// <inheritdoc/>
    public void Backward(in BackwardPass pass)
    {
        if (!pass.InputGradient.IsEmpty)
            Elementwise.Derivative(pass.Input, pass.Output, pass.OutputGradient, pass.InputGradient, Activation, pass.Team);
    }
}
