namespace Spans.Diagnostics.Learning.Checks;

/// <summary>The origin of the first NaN or infinity.</summary>
internal sealed class NonFiniteLoss : ILearningCheck
{
    public string Name => "non-finite-loss";

    public string[] Explains { get; } = ["not-learning", "dead-units", "frozen-tensors"];

    public (string Evidence, string Suggestion)? Look(LearningRecord record) =>
        record.Result?.StopReason == Training.StopReason.NonFinite
        ? (record.Result.Explanation,
            "look at what that layer divides by or takes the log or power of; clip gradients; lower the learning rate")
        : null;
}
