namespace Spans.Diagnostics.Learning.Checks;

/// <summary>A rectifier on the output: no logit below 0, no gradient where it is 0.</summary>
internal sealed class RectifiedOutput : ILearningCheck
{
    public string Name => "rectified-output";

    public string[] Explains { get; } = [.. Symptoms.OfNoSignal, "initial-loss"];

    public (string Evidence, string Suggestion)? Look(LearningRecord record)
    {
        var last = record.Chain[^1];
        return last.IsRectifier
            ? ($"the last layer is {last.Name}, so no output is below 0 and those at 0 learn nothing",
                "leave the last layer linear")
            : null;
    }
}
