using System.Globalization;

namespace Spans.Diagnostics.Learning.Checks;

/// <summary>
/// Weights that all begin equal: the units of the layer compute the same, get the same gradient and stay the same.
/// </summary>
internal sealed class EqualWeights : ILearningCheck
{
    public string Name => "equal-weights";

    public string[] Explains { get; } = [.. Symptoms.OfNoSignal, "saturated-units", "initial-loss"];

    public (string Evidence, string Suggestion)? Look(LearningRecord record)
    {
        TensorRecord? first = null;
        var (equal, all) = (0, 0);
        foreach (var tensor in record.Weights())
        {
            all++;
            if (!tensor.BeganEqual) continue;
            first ??= tensor;
            equal++;
        }
        // A last layer of zeros is a fair start if those before it differ.
        if (first is null || (equal == 1 && all > 1 && first == Last(record))) return null;
        return (string.Create(CultureInfo.InvariantCulture, $"all elements of {first.Name} began as {first.FirstRms:G3}"),
            "draw initial weights at random: He for ReLU, Xavier for sigmoid and tanh");
    }

    private static TensorRecord Last(LearningRecord record)
    {
        TensorRecord? last = null;
        foreach (var tensor in record.Weights()) last = tensor;
        return last!;
    }
}
