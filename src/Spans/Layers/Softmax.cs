using Spans.Chains;
using Spans.Kernels;
using Spans.Memory;

namespace Spans.Layers;

/// <summary>
/// yᵢ = exp(xᵢ) / Σⱼ exp(xⱼ) over the last axis; finite for every finite input. To train a classifier leave it out: the loss
/// <c>SoftmaxCrossEntropy</c> on logits holds it, and prediction applies it.
/// </summary>
public sealed class Softmax : ILayer
{
    /// <summary>Softmax layers in the catalogue.</summary>
    public static LayerEntry Entry { get; } = LayerEntry.Of<Softmax>(
        "softmax",
        static (_, _) => { },
        static element =>
        {
            _ = new JsonFields(element, "A softmax layer", "type");
            return new Softmax();
        },
        new(new Softmax(), 11), new LayerExample(new Softmax(), [3, 20]));

    /// <inheritdoc/>
    public LayerSpec Describe(Shape input)
    {
        if (input.Rank == 0) throw new ShapeException("needs an input with an axis, such as [classes],");
        return new LayerSpec { Output = input, Backward = Reads.Output, InPlace = true };
    }

    // y = exp(x) / Σ exp(x)
    /// <inheritdoc/>
    public void Forward(in ForwardPass pass) =>
        Rows.Softmax(pass.Input, pass.Output, pass.Input.Length / Columns(pass.Plan), Columns(pass.Plan), pass.Team);

    // dx = y ⊙ (dy − Σ y dy)
    /// <inheritdoc/>
    public void Backward(in BackwardPass pass)
    {
        if (pass.InputGradient.IsEmpty) return;
        var columns = Columns(pass.Plan);
        Rows.SoftmaxBackward(
            pass.Output, pass.OutputGradient, pass.InputGradient, pass.Output.Length / columns, columns, pass.Team);
    }

    private static int Columns(LayerPlan plan) => plan.Input[plan.Input.Rank - 1];
}
