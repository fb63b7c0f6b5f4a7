namespace Spans.Chains;

/// <summary>
/// A layer that, once trained, is y = scale ⊙ x + shift per channel (the first axis of its shape): prediction multiplies both
/// into the linear layer before it (<see cref="IFoldTarget"/>).
/// </summary>
public interface IFoldable
{
    /// <summary>Writes the scale and the shift of each channel.</summary>
    /// <param name="tensors">This layer's parameters and state.</param>
    /// <param name="scale">One for each channel.</param>
    /// <param name="shift">One for each channel.</param>
    void Fold(in LayerTensors tensors, Span<float> scale, Span<float> shift);
}

/// <summary>A layer into whose parameters a scale and shift of its output can be multiplied.</summary>
public interface IFoldTarget
{
    /// <summary>Whether the output is linear in the parameters: no activation, and a bias to take the shift.</summary>
    bool TakesFold { get; }

    /// <summary>Changes the parameters so that the output becomes scale ⊙ output + shift, per channel.</summary>
    void Absorb(in LayerTensors tensors, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift);
}
