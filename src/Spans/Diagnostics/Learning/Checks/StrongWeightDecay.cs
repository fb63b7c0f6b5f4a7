using System.Globalization;

namespace Spans.Diagnostics.Learning.Checks;

/// <summary>Weights that wither: the penalty outweighs what the data say.</summary>
internal sealed class StrongWeightDecay : ILearningCheck
{
    private const double Withered = 0.2;

    public string Name => "strong-weight-decay";

    public string[] Explains { get; } = [.. Symptoms.OfNoSignal, "learning-rate-too-high"];

    public (string Evidence, string Suggestion)? Look(LearningRecord record)
    {
        var (all, withered) = (0, 0);
        TensorRecord? worst = null;
        foreach (var tensor in record.Weights())
        {
            all++;
            if (!(tensor.FirstRms > 0) || tensor.Rms > Withered * tensor.FirstRms) continue;
            withered++;
            if (worst is null || tensor.Rms / tensor.FirstRms < worst.Rms / worst.FirstRms) worst = tensor;
        }
        if (worst is null || 2 * withered <= all || record.Loss.Recent() < 0.7 * record.Loss.First) return null;
        return (string.Create(CultureInfo.InvariantCulture,
            $"{withered} of {all} weight tensors have shrunk to less than a fifth ({worst.Name} from {worst.FirstRms:G3} to {worst.Rms:G3}) while the loss stays at {record.Loss.Recent():G3}"),
            "divide the weight decay by 10 or more");
    }
}
