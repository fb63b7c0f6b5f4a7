using Spans.Chains;
using Spans.Kernels;
using Spans.Memory;

namespace Spans.Layers;

/// <summary>y = the mean of each channel: [channels, …] → [channels]. Source: Lin et al. 2014, §3.2.</summary>
public sealed class GlobalAveragePool : ILayer
{
    /// <summary>Global average pools in the catalogue.</summary>
    public static LayerEntry Entry { get; } = LayerEntry.Of<GlobalAveragePool>(
        "global-average-pool",
        static (_, _) => { },
        static element =>
        {
            _ = new JsonFields(element, "A global-average-pool layer", "type");
            return new GlobalAveragePool();
        },
        new LayerExample(new GlobalAveragePool(), [3, 4, 5]));

    /// <inheritdoc/>
    public LayerSpec Describe(Shape input) => input.Rank < 2
        ? throw new ShapeException("needs an input of shape [channels, …]")
        : new() { Output = [input[0]], Backward = Reads.None };

    // y = mean x
    /// <inheritdoc/>
    public void Forward(in ForwardPass pass) =>
        AveragePooling.Forward(Geometry(pass.Plan.Input), countPadding: true, pass.Input, pass.Output, pass.Batch, pass.Team);

    // dx = dy / count
    /// <inheritdoc/>
    public void Backward(in BackwardPass pass)
    {
        if (pass.InputGradient.IsEmpty) return;
        AveragePooling.Backward(
            Geometry(pass.Plan.Input), countPadding: true, pass.OutputGradient, pass.InputGradient, pass.Batch, pass.Team);
    }

    private static PoolingShape Geometry(Shape input)
    {
        var length = input.Elements / input[0];
        return new()
        {
            Channels = input[0], Height = 1, Width = length, WindowHeight = 1, WindowWidth = length, StrideY = 1, StrideX = 1,
        };
    }
}
