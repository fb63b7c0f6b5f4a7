using Spans.Activations;
using Spans.Layers;
using Spans.Losses;

namespace Spans.Diagnostics.Learning.Checks;

/// <summary>
/// A softmax, or sigmoid, in front of a loss that applies its own: gradients shrink and the loss cannot reach 0.
/// </summary>
internal sealed class DoubleSoftmax : ILearningCheck
{
    public string Name => "double-softmax";

    public string[] Explains { get; } = [.. Symptoms.OfNoSignal, "initial-loss"];

    public (string Evidence, string Suggestion)? Look(LearningRecord record)
    {
        var loss = record.Trainer.Loss;
        var last = record.Chain[^1];
        var twice = loss.Link switch
        {
            Link.Softmax => last.Plan.Layer is Softmax,
            Link.Sigmoid => last.Activation is Sigmoid,
            _ => false,
        };
        return twice ? (
            $"the last layer is {last.Name} and the loss {loss.Name} applies it again",
            "leave the last layer linear: the loss takes logits") : null;
    }
}
