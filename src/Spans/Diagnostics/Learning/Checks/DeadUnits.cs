using System.Globalization;

namespace Spans.Diagnostics.Learning.Checks;

/// <summary>Rectified units that give 0 for every row: they get no gradient and stay so.</summary>
internal sealed class DeadUnits : ILearningCheck
{
    private const double Share = 0.5;
    private const int FewestRows = 100;

    public string Name => "dead-units";

    public string[] Explains { get; } = ["frozen-tensors", "not-learning", "vanishing-gradients", "learning-rate-too-low"];

    public (string Evidence, string Suggestion)? Look(LearningRecord record)
    {
        foreach (var layer in record.Layers)
        {
            if (layer.DeadRows < FewestRows || layer.DeadShare <= Share) continue;
            return (string.Create(CultureInfo.InvariantCulture,
                $"{layer.DeadShare:P0} of the {layer.Units} units of {layer.Name} were 0 for all {layer.DeadRows} rows looked at"),
                "lower the learning rate, begin with biases of 0, or use Leaky ReLU");
        }
        return null;
    }
}
