using Spans.Chains;
using Spans.Initializers;
using Spans.Kernels;
using Spans.Memory;

namespace Spans.Layers;

/// <summary>
/// y = γ (x − mean) / √(variance + ε) + β with mean and biased variance of each sample by itself, over its last axis or all of
/// it; the same in training and prediction. PyTorch's semantics. γ and β do not decay. Source: Ba, Kiros and Hinton 2016.
/// </summary>
/// <param name="axes">Over what mean and variance are taken.</param>
/// <param name="epsilon">ε, added to the variance.</param>
/// <param name="affine">Whether γ and β are there.</param>
public sealed class LayerNorm(NormalizedAxes axes = NormalizedAxes.Last, float epsilon = 1e-5f, bool affine = true) : ILayer
{
    /// <summary>Layer norms in the catalogue.</summary>
    public static LayerEntry Entry { get; } = LayerEntry.Of<LayerNorm>(
        "layer-norm",
        static (json, layer) =>
        {
            json.WriteString("axes", layer.Axes == NormalizedAxes.Sample ? "sample" : "last");
            json.WriteNumber("epsilon", layer.Epsilon);
            json.WriteBoolean("affine", layer.Affine);
        },
        static element =>
        {
            var fields = new JsonFields(element, "A layer norm", "type", "axes", "epsilon", "affine");
            var axes = fields.Has("axes") ? fields.String("axes") : "last";
            if (axes is not ("last" or "sample"))
                throw new FormatException($"A layer norm's axes are '{axes}' but must be last or sample.");
            return new LayerNorm(
                axes == "sample" ? NormalizedAxes.Sample : NormalizedAxes.Last, fields.Number("epsilon", 1e-5f),
                fields.Boolean("affine", true));
        },
        new(new LayerNorm(), 37), new(new LayerNorm(), [3, 2, 18]), new(new LayerNorm(NormalizedAxes.Sample), [2, 3, 6]),
        new(new LayerNorm(NormalizedAxes.Sample, 1e-3f, affine: false), [3, 4, 5]));

    /// <summary>Over what mean and variance are taken.</summary>
    public NormalizedAxes Axes { get; } = axes is NormalizedAxes.Last or NormalizedAxes.Sample ? axes
        : throw new ArgumentOutOfRangeException(nameof(axes), axes, $"axes is {axes} but must be Last or Sample.");

    /// <summary>ε.</summary>
    public float Epsilon { get; } = epsilon > 0 && float.IsFinite(epsilon) ? epsilon : throw new ArgumentOutOfRangeException(
        nameof(epsilon), epsilon, FormattableString.Invariant($"epsilon is {epsilon} but must be positive."));

    /// <summary>Whether γ and β are there.</summary>
    public bool Affine { get; } = affine;

    /// <inheritdoc/>
    public LayerSpec Describe(Shape input)
    {
        if (input.Rank == 0) throw new ShapeException("needs an input with an axis, such as [features],");
        var columns = Columns(input);
        var fan = new Fan(Axes == NormalizedAxes.Last ? [columns] : input, columns, columns);
        return new LayerSpec
        {
            Output = input,
            Parameters = Affine
            ? [new("weight", fan, new Constant(1), Decays: false), new("bias", fan, new Zeros(), Decays: false)] : [],
            Saved = new Extent(PerSample: LayerNormalize.SavedPerRow * (input.Elements / columns)),
            Scratch = new Extent(Fixed: LayerNormalize.ScratchLength(columns)),
            Backward = Reads.Input,
            InPlace = true,
        };
    }

    // y = γ x̂ + β
    /// <inheritdoc/>
    public void Forward(in ForwardPass pass)
    {
        var columns = Columns(pass.Plan.Input);
        LayerNormalize.Forward(
            pass.Input, pass.Output, Affine ? pass.Parameter(0) : default, Affine ? pass.Parameter(1) : default, pass.Saved,
            pass.Input.Length / columns, columns, Epsilon, pass.Team);
    }

    // dγ = Σ dy x̂;  dβ = Σ dy;  dx = (g − (Σ g + x̂ Σ g x̂) / columns) / √(variance + ε) with g = γ dy
    /// <inheritdoc/>
    public void Backward(in BackwardPass pass)
    {
        var columns = Columns(pass.Plan.Input);
        LayerNormalize.Backward(
            pass.Input, pass.OutputGradient, pass.InputGradient, Affine ? pass.Parameter(0) : default,
            Affine ? pass.ParameterGradient(0) : default, Affine ? pass.ParameterGradient(1) : default, pass.Accumulate,
            pass.Saved,
            pass.Scratch, pass.Input.Length / columns, columns, pass.Team);
    }

    private int Columns(Shape input) => Axes == NormalizedAxes.Last ? input[input.Rank - 1] : input.Elements;
}
