using Spans.Chains;
using Spans.Memory;

namespace Spans.Layers;

/// <summary>
/// The same numbers as [elements], in the row-major order of PyTorch and ONNX. Nothing is copied: the chain passes the memory on.
/// </summary>
public sealed class Flatten : ILayer
{
    /// <summary>Flatten layers in the catalogue.</summary>
    public static LayerEntry Entry { get; } = LayerEntry.Of<Flatten>(
        "flatten",
        static (_, _) => { },
        static element =>
        {
            _ = new JsonFields(element, "A flatten layer", "type");
            return new Flatten();
        },
        new LayerExample(new Flatten(), [2, 3, 4]));

    /// <inheritdoc/>
    public LayerSpec Describe(Shape input) =>
        new() { Output = [input.Elements], Backward = Reads.None, InPlace = true, Alias = true };

    // y = x, for whoever calls it outside a chain
    /// <inheritdoc/>
    public void Forward(in ForwardPass pass) => pass.Input.CopyTo(pass.Output);

    // dx = dy
    /// <inheritdoc/>
    public void Backward(in BackwardPass pass)
    {
        if (!pass.InputGradient.IsEmpty) pass.OutputGradient.CopyTo(pass.InputGradient);
    }
}
