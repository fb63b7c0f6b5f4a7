using Spans.Chains;
using Spans.Kernels;
using Spans.Memory;

namespace Spans.Layers;

/// <summary>
/// Each pixel repeated: [channels, height, width] → [channels, height · factor, width · factor], PyTorch's and Keras's nearest.
/// </summary>
/// <param name="factor">Rows and columns for each, one or more.</param>
public sealed class Upsample2D((int Y, int X) factor) : ILayer
{
    /// <summary>Upsampling layers in the catalogue.</summary>
    public static LayerEntry Entry { get; } = LayerEntry.Of<Upsample2D>(
        "upsample-2d",
        static (json, layer) => json.WritePair("factor", layer.Factor),
        static element => new Upsample2D(new JsonFields(element, "An upsampling layer", "type", "factor").Pair("factor")),
        new LayerExample(new Upsample2D((2, 3)), [2, 3, 4]));

    /// <summary>The same factor both ways.</summary>
    /// <param name="factor">Rows and columns for each, one or more.</param>
    public Upsample2D(int factor) : this((factor, factor))
    {
    }

    /// <summary>Rows and columns for each.</summary>
    public (int Y, int X) Factor { get; } = factor is { Y: > 0, X: > 0 } ? factor : throw new ArgumentOutOfRangeException(
        nameof(factor), factor, $"factor is {factor} but must be one or more each way.");

    /// <inheritdoc/>
    public LayerSpec Describe(Shape input) => input.Rank != 3
        ? throw new ShapeException("needs an input of shape [channels, height, width]")
        : new() { Output = [input[0], input[1] * Factor.Y, input[2] * Factor.X], Backward = Reads.None };

    // y[i, j] = x[i / factor, j / factor]
    /// <inheritdoc/>
    public void Forward(in ForwardPass pass)
    {
        var input = pass.Plan.Input;
        Upsampling.Nearest(pass.Input, pass.Output, pass.Batch * input[0], input[1], input[2], Factor.Y, Factor.X, pass.Team);
    }

    // dx = Σ dy
    /// <inheritdoc/>
    public void Backward(in BackwardPass pass)
    {
        if (pass.InputGradient.IsEmpty) return;
        var input = pass.Plan.Input;
        Upsampling.NearestBackward(
            pass.OutputGradient, pass.InputGradient, pass.Batch * input[0], input[1], input[2], Factor.Y, Factor.X, pass.Team);
    }
}
