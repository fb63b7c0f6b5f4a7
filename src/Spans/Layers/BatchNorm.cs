using Spans.Chains;
using Spans.Initializers;
using Spans.Kernels;
using Spans.Memory;

namespace Spans.Layers;

/// <summary>
/// y = γ (x − mean) / √(variance + ε) + β, for each feature of [features] or each channel of [channels, …]. In training mean and
/// biased variance are those of the whole batch, exact whatever the number of threads; prediction uses running ones, of which the
/// variance is unbiased. PyTorch's semantics. Source: Ioffe and Szegedy 2015.
/// </summary>
/// <remarks>
/// Training on one row with one value per channel is an error, as in PyTorch. A shard of a larger batch, or a batch whose
/// gradients are accumulated, is normalised by itself. Scale and shift do not decay.
/// </remarks>
/// <param name="momentum">The weight of the batch in the running values, as in PyTorch; Keras and ONNX give that of the old
/// value, 0.9.</param>
/// <param name="epsilon">ε, added to the variance.</param>
/// <param name="affine">Whether γ and β are there.</param>
public sealed class BatchNorm(float momentum = 0.1f, float epsilon = 1e-5f, bool affine = true) : ILayer, IFoldable
{
    /// <summary>Batch norms in the catalogue.</summary>
    public static LayerEntry Entry { get; } = LayerEntry.Of<BatchNorm>(
        "batch-norm",
        static (json, layer) =>
        {
            json.WriteNumber("momentum", layer.Momentum);
            json.WriteNumber("epsilon", layer.Epsilon);
            json.WriteBoolean("affine", layer.Affine);
        },
        static element =>
        {
            var fields = new JsonFields(element, "A batch norm", "type", "momentum", "epsilon", "affine");
            return new BatchNorm(
                fields.Number("momentum", 0.1f), fields.Number("epsilon", 1e-5f), fields.Boolean("affine", true));
        },
        new(new BatchNorm(), 35), new(new BatchNorm(), [3, 4, 5]), new(new BatchNorm(0.3f, 1e-3f, affine: false), [4, 6]));

    /// <summary>The weight of the batch in the running values.</summary>
    public float Momentum { get; } = momentum is >= 0 and <= 1 ? momentum : throw new ArgumentOutOfRangeException(
        nameof(momentum), momentum, FormattableString.Invariant($"momentum is {momentum} but must be between 0 and 1."));

    /// <summary>ε.</summary>
    public float Epsilon { get; } = epsilon > 0 && float.IsFinite(epsilon) ? epsilon : throw new ArgumentOutOfRangeException(
        nameof(epsilon), epsilon, FormattableString.Invariant($"epsilon is {epsilon} but must be positive."));

    /// <summary>Whether γ and β are there.</summary>
    public bool Affine { get; } = affine;

    /// <inheritdoc/>
    public LayerSpec Describe(Shape input)
    {
        if (input.Rank == 0) throw new ShapeException("needs an input of shape [features] or [channels, …]");
        var channels = input[0];
        var fan = new Fan([channels], channels, channels);
        return new LayerSpec
        {
            Output = input,
            Parameters = Affine
            ? [new("weight", fan, new Constant(1), Decays: false), new("bias", fan, new Zeros(), Decays: false)] : [],
            State = [new("running_mean", [channels], 0), new("running_var", [channels], 1)],
            Saved = new Extent(Fixed: BatchNormalize.SavedLength(channels)),
            Scratch = new Extent(Fixed: BatchNormalize.ScratchLength(channels)),
            Backward = Reads.Input,
            InPlace = true,
            Inference = InferenceRole.Fold,
            MinimumBatch = input.Elements == channels ? 2 : 1,
        };
    }

    // y = γ x̂ + β
    /// <inheritdoc/>
    public void Forward(in ForwardPass pass)
    {
        var (channels, inner) = Extents(pass.Plan);
        var gamma = Affine ? pass.Parameter(0) : default;
        var beta = Affine ? pass.Parameter(1) : default;
        if (pass.Training)
        {
            BatchNormalize.Train(
                pass.Input, pass.Output, gamma, beta, pass.State(0), pass.State(1), pass.Saved, pass.Scratch, pass.Batch,
                channels, inner,
                Momentum, Epsilon, pass.Team);
        }
        else
        {
            BatchNormalize.Evaluate(
                pass.Input, pass.Output, gamma, beta, pass.State(0), pass.State(1), pass.Saved, pass.Scratch, pass.Batch,
                channels, inner,
                Epsilon, pass.Team);
        }
    }

    // dγ = Σ dy x̂;  dβ = Σ dy;  dx = γ / √(variance + ε) (dy − (dβ + x̂ dγ) / n)
    /// <inheritdoc/>
    public void Backward(in BackwardPass pass)
    {
        var (channels, inner) = Extents(pass.Plan);
        BatchNormalize.Backward(
            pass.Input, pass.OutputGradient, pass.InputGradient, Affine ? pass.Parameter(0) : default,
            Affine ? pass.ParameterGradient(0) : default, Affine ? pass.ParameterGradient(1) : default, pass.Accumulate,
            pass.Training,
            pass.Saved, pass.Scratch, pass.Batch, channels, inner, pass.Team);
    }

    // scale = γ / √(running variance + ε);  shift = β − scale · running mean
    /// <inheritdoc/>
    public void Fold(in LayerTensors tensors, Span<float> scale, Span<float> shift)
    {
        for (var c = 0; c < scale.Length; c++)
        {
            var slope = (Affine ? tensors.Parameter(0)[c] : 1) / Math.Sqrt((double)tensors.State(1)[c] + Epsilon);
            scale[c] = (float)slope;
            shift[c] = (float)((Affine ? tensors.Parameter(1)[c] : 0) - slope * tensors.State(0)[c]);
        }
    }

    private static (int Channels, int Inner) Extents(LayerPlan plan) => (plan.Input[0], plan.Input.Elements / plan.Input[0]);
}
