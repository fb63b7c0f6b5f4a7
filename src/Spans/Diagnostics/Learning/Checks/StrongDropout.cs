using System.Globalization;
using Spans.Layers;

namespace Spans.Diagnostics.Learning.Checks;

/// <summary>Dropout that leaves next to nothing.</summary>
internal sealed class StrongDropout : ILearningCheck
{
    private const float Most = 0.8f;

    public string Name => "strong-dropout";

    public string[] Explains { get; } = ["not-learning", "learning-rate-too-low", "learning-rate-too-high", "dead-units"];

    public (string Evidence, string Suggestion)? Look(LearningRecord record)
    {
        foreach (var layer in record.Layers)
        {
            if (layer.Plan.Layer is Dropout { Drop: >= Most } dropout)
                return (string.Create(CultureInfo.InvariantCulture, $"{layer.Name} drops {dropout.Drop:P0} of its units"),
                    "drop 20 to 50 %; the probability is that of being dropped, not of being kept");
        }
        return null;
    }
}
