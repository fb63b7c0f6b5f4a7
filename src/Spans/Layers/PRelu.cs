using Spans.Chains;
using Spans.Initializers;
using Spans.Kernels;
using Spans.Memory;

namespace Spans.Layers;

/// <summary>
/// y = x where x &gt; 0, else slope · x with a learned slope: one for all, or one for each feature of [features] or channel of
/// [channels, …]. The derivative at 0 is the slope, as in PyTorch; the slope does not decay. Source: He et al. 2015.
/// </summary>
/// <param name="perChannel">Whether each channel has a slope of its own.</param>
/// <param name="initial">The first slope. Default 0.25, as in the paper and PyTorch.</param>
public sealed class PRelu(bool perChannel = false, float initial = 0.25f) : ILayer
{
    /// <summary>PReLU layers in the catalogue.</summary>
    public static LayerEntry Entry { get; } = LayerEntry.Of<PRelu>(
        "prelu",
        static (json, layer) =>
        {
            json.WriteBoolean("per_channel", layer.PerChannel);
            json.WriteNumber("initial", layer.Initial);
        },
        static element =>
        {
            var fields = new JsonFields(element, "A PReLU layer", "type", "per_channel", "initial");
            return new PRelu(fields.Boolean("per_channel", false), fields.Number("initial", 0.25f));
        },
        new(new PRelu(), 17), new(new PRelu(), [2, 3, 5]), new(new PRelu(perChannel: true), 19),
        new(new PRelu(perChannel: true, initial: -0.3f), [3, 4, 5]));

    /// <summary>Whether each channel has a slope of its own.</summary>
    public bool PerChannel { get; } = perChannel;

    /// <summary>The first slope.</summary>
    public float Initial { get; } = float.IsFinite(initial) ? initial : throw new ArgumentOutOfRangeException(
        nameof(initial), initial, FormattableString.Invariant($"initial is {initial} but must be finite."));

    /// <inheritdoc/>
    public LayerSpec Describe(Shape input)
    {
        if (input.Rank == 0) throw new ShapeException("needs an input of shape [features] or [channels, …]");
        var slopes = PerChannel ? input[0] : 1;
        var (perRow, flat) = ChannelRectify.ScratchLength(input[0]);
        return new LayerSpec
        {
            Output = input,
            Parameters = [new("weight", new Fan([slopes], slopes, slopes), new Constant(Initial), Decays: false)],
            Scratch = new Extent(PerSample: perRow, Fixed: flat),
            Backward = Reads.Input,
            InPlace = true,
        };
    }

    // y = x > 0 ? x : slope x
    /// <inheritdoc/>
    public void Forward(in ForwardPass pass) =>
        ChannelRectify.Forward(
            pass.Input, pass.Parameter(0), pass.Output, pass.Scratch, pass.Batch, pass.Plan.Input[0], Inner(pass.Plan),
            pass.Team);

    // dslope = Σ over x ≤ 0 of x dy;  dx = x > 0 ? dy : slope dy
    /// <inheritdoc/>
    public void Backward(in BackwardPass pass) =>
        ChannelRectify.Backward(
            pass.Input, pass.OutputGradient, pass.InputGradient, pass.Parameter(0), pass.ParameterGradient(0), pass.Accumulate,
            pass.Scratch, pass.Batch, pass.Plan.Input[0], Inner(pass.Plan), pass.Team);

    private static int Inner(LayerPlan plan) => plan.Input.Elements / plan.Input[0];
}
