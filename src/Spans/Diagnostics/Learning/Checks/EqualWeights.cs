using System.Globalization;
using Spans.Layers;

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
        var added = LastOfAdded(record);
        foreach (var tensor in record.Weights())
        {
            all++;
            if (!tensor.BeganEqual || added.Contains(tensor)) continue;
            first ??= tensor;
            equal++;
        }
        // A last layer of zeros is a fair start if those before it differ.
        if (first is null || (equal == 1 && all > 1 && first == Last(record))) return null;
        return (string.Create(CultureInfo.InvariantCulture, $"all elements of {first.Name} began as {first.FirstRms:G3}"),
            "draw initial weights at random: He for ReLU, Xavier for sigmoid and tanh");
    }

    // A body that is added to a way around it may begin as nothing, its last weights 0: its units differ by that way.
    private static HashSet<TensorRecord> LastOfAdded(LearningRecord record)
    {
        var found = new HashSet<TensorRecord>();
        foreach (var layer in record.Layers)
        {
            if (layer.Plan.Layer is not (Residual or Branches { Merge: Merge.Add })) continue;
            foreach (var body in layer.Bodies)
                if (Array.FindLast(body, static inside => inside.IsLinear) is { } last) found.Add(last.Tensors[0]);
        }
        return found;
    }

    private static TensorRecord Last(LearningRecord record)
    {
        TensorRecord? last = null;
        foreach (var tensor in record.Weights()) last = tensor;
        return last!;
    }
}
