using System.Globalization;

namespace Spans.Diagnostics.Learning.Checks;

/// <summary>Sigmoids and tanhs at their flat ends, where their derivative is next to 0 (Glorot and Bengio 2010).</summary>
internal sealed class SaturatedUnits : ILearningCheck
{
    private const double Share = 0.6;

    public string Name => "saturated-units";

    public string[] Explains { get; } = [.. Symptoms.OfNoSignal, "exploding-gradients"];

    public (string Evidence, string Suggestion)? Look(LearningRecord record) => Look(record.Chain, givesOutput: true);

    // An output may well be sure of itself; where the last layer is made of chains, theirs may.
    private static (string Evidence, string Suggestion)? Look(IReadOnlyList<LayerRecord> chain, bool givesOutput)
    {
        for (var i = 0; i < chain.Count; i++)
        {
            var layer = chain[i];
            var isOutput = givesOutput && i == chain.Count - 1;
            foreach (var body in layer.Bodies)
                if (Look(body, isOutput) is { } inside) return inside;
            if (!isOutput && layer.SaturatedShare > Share)
                return (string.Create(CultureInfo.InvariantCulture,
                    $"{layer.SaturatedShare:P0} of the outputs of {layer.Name} are within 2 % of an end"),
                    "use Xavier initial weights, scale the inputs, normalise before the activation, or use ReLU");
        }
        return null;
    }
}
