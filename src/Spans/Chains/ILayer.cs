using Spans.Memory;

namespace Spans.Chains;

/// <summary>
/// A layer is a description with three pure functions. It is immutable and owns no memory, so one instance serves every thread:
/// parameters, state, saved values and scratch are slices of planned buffers that the passes hand in.
/// </summary>
public interface ILayer
{
    /// <summary>What the layer makes of an input shape and what memory it needs for that.</summary>
    /// <exception cref="ShapeException">The layer cannot take this input.</exception>
    LayerSpec Describe(Shape input);

    /// <summary>Writes <see cref="ForwardPass.Output"/> from <see cref="ForwardPass.Input"/>.</summary>
    void Forward(in ForwardPass pass);

    /// <summary>
    /// Writes the parameter gradients (adds to them when <see cref="BackwardPass.Accumulate"/>) and
    /// <see cref="BackwardPass.InputGradient"/> unless that is empty; may destroy <see cref="BackwardPass.OutputGradient"/>.
    /// </summary>
    void Backward(in BackwardPass pass);
}
