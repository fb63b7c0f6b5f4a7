using Spans.Chains;
using Spans.Kernels;
using Spans.Memory;

namespace Spans.Layers;

/// <summary>
/// Drops each unit with probability <paramref name="drop"/> in training: y = x ⊙ m / (1 − drop) with m drawn from {0, 1}, and y =
/// x in prediction; or with <see cref="DropoutScaling.AtTest"/> y = x ⊙ m in training and y = (1 − drop) x in prediction. The
/// mask is a function of seed, step, layer and the element's place in the global batch: it is drawn again going back instead of
/// being kept, and a shard of a batch draws what the whole would. Source: Srivastava et al. 2014.
/// </summary>
/// <param name="drop">The probability of being dropped (PyTorch's p; others give that of being kept), from 0 to below 1. Default
/// 0.5.</param>
/// <param name="scaling">Where dropped units are made up for.</param>
public sealed class Dropout(float drop = 0.5f, DropoutScaling scaling = DropoutScaling.Inverted) : ILayer, IFoldable
{
    /// <summary>Dropout layers in the catalogue.</summary>
    public static LayerEntry Entry { get; } = LayerEntry.Of<Dropout>(
        "dropout",
        static (json, layer) =>
        {
            json.WriteNumber("drop", layer.Drop);
            json.WriteString("scaling", layer.Scaling == DropoutScaling.AtTest ? "at-test" : "inverted");
        },
        static element =>
        {
            var fields = new JsonFields(element, "A dropout layer", "type", "drop", "scaling");
            var scaling = fields.Has("scaling") ? fields.String("scaling") : "inverted";
            if (scaling is not ("inverted" or "at-test"))
                throw new FormatException($"A dropout layer's scaling is '{scaling}' but must be inverted or at-test.");
            return new Dropout(
                fields.Number("drop", 0.5f), scaling == "at-test" ? DropoutScaling.AtTest : DropoutScaling.Inverted);
        },
        new(new Dropout(0.3f), 40), new(new Dropout(0.25f, DropoutScaling.AtTest), [2, 3, 5]));

    /// <summary>The probability of being dropped.</summary>
    public float Drop { get; } = drop is >= 0 and < 1 ? drop : throw new ArgumentOutOfRangeException(
        nameof(drop), drop, FormattableString.Invariant($"drop is {drop} but must be between 0 and 1, 1 excluded."));

    /// <summary>Where dropped units are made up for.</summary>
    public DropoutScaling Scaling { get; } = scaling is DropoutScaling.Inverted or DropoutScaling.AtTest ? scaling
        : throw new ArgumentOutOfRangeException(
            nameof(scaling), scaling, $"scaling is {scaling} but must be Inverted or AtTest.");

    /// <inheritdoc/>
    public LayerSpec Describe(Shape input) => new()
    {
        Output = input,
        Backward = Reads.None,
        InPlace = true,
        Inference = Scaling == DropoutScaling.Inverted ? InferenceRole.Skip : InferenceRole.Fold,
    };

    // training: y = x ⊙ m · scale;  prediction: y = x · scale
    /// <inheritdoc/>
    public void Forward(in ForwardPass pass)
    {
        if (pass.Training)
            Kernels.Dropout.Apply(
                pass.Noise, First(pass.FirstRow, pass.Plan), pass.Input, pass.Output, Drop, TrainingScale, pass.Team);
        else if (PredictionScale == 1)
            pass.Input.CopyTo(pass.Output);
        else
            Elementwise.Scale(pass.Input, PredictionScale, pass.Output, pass.Team);
    }

    // dx = dy ⊙ m · scale
    /// <inheritdoc/>
    public void Backward(in BackwardPass pass)
    {
        if (pass.InputGradient.IsEmpty) return;
        if (pass.Training)
            Kernels.Dropout.Apply(pass.Noise, First(pass.FirstRow, pass.Plan), pass.OutputGradient, pass.InputGradient, Drop,
                TrainingScale, pass.Team);
        else
            Elementwise.Scale(pass.OutputGradient, PredictionScale, pass.InputGradient, pass.Team);
    }

    /// <inheritdoc/>
    public void Fold(in LayerTensors tensors, Span<float> scale, Span<float> shift)
    {
        scale.Fill(PredictionScale);
        shift.Clear();
    }

    private float TrainingScale => Scaling == DropoutScaling.Inverted ? 1 / (1 - Drop) : 1;

    private float PredictionScale => Scaling == DropoutScaling.Inverted ? 1 : 1 - Drop;

    private static ulong First(int row, LayerPlan plan) => (ulong)row * (ulong)plan.Input.Elements;
}
