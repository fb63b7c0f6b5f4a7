namespace Spans.Diagnostics.Learning.Checks;

/// <summary>
/// A parameter whose gradient was 0 at every step looked at: a backward pass that was not written, or nothing that reads it.
/// </summary>
internal sealed class FrozenTensors : ILearningCheck
{
    public string Name => "frozen-tensors";

    public string[] Explains { get; } = ["not-learning", "learning-rate-too-low"];

    public (string Evidence, string Suggestion)? Look(LearningRecord record)
    {
        if (record.Loss.Steps == 0) return null;
        foreach (var layer in record.Layers)
            foreach (var tensor in layer.Tensors)
                if (tensor.LargestGradientRms == 0 && record.Loss.Steps > 1)
                    return ($"the gradient of {tensor.Name} was 0 at every step looked at",
                        "check the layer's backward pass with the gradient check");
        return null;
    }
}
