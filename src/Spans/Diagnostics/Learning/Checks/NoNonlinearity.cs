using Spans.Activations;

namespace Spans.Diagnostics.Learning.Checks;

/// <summary>Linear layers with nothing in between are one linear layer.</summary>
internal sealed class NoNonlinearity : ILearningCheck
{
    public string Name => "no-nonlinearity";

    public string[] Explains { get; } = ["not-learning"];

    public (string Evidence, string Suggestion)? Look(LearningRecord record) => Look(record.Chain);

    // Each chain by itself: what a body begins with may be linear behind a linear layer that the way around it needs too.
    private static (string Evidence, string Suggestion)? Look(IReadOnlyList<LayerRecord> chain)
    {
        LayerRecord? open = null;
        foreach (var layer in chain)
        {
            foreach (var body in layer.Bodies)
                if (Look(body) is { } inside) return inside;
            var linear = layer.Activation is null or Identity;
            if (layer.IsLinear && open is not null)
                return ($"{open.Name} and {layer.Name} have no activation between them, so together they are one linear layer",
                    "give the first an activation such as ReLU");
            if (layer.IsLinear && linear) open = layer;
            else if (!linear || !PassesOn(layer)) open = null;
        }
        return null;
    }

    // Normalisation and dropout bend nothing; pooling, softmax and the rest do.
    private static bool PassesOn(LayerRecord layer) => layer.Plan.Layer is Layers.BatchNorm or Layers.Dropout;
}
