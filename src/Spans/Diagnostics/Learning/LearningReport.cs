using System.Globalization;
using System.Text;

namespace Spans.Diagnostics.Learning;

/// <summary>What was found in a training run.</summary>
/// <param name="Findings">Causes first, each with the symptoms it explains; none where all is well.</param>
/// <param name="Layers">What was seen of each layer; those inside a layer come behind it.</param>
/// <param name="FirstLoss">The first step's loss.</param>
/// <param name="ExpectedFirstLoss">What it should be near: the log of the number of classes; null for other losses.</param>
public sealed record LearningReport(
    IReadOnlyList<Finding> Findings, IReadOnlyList<LayerRecord> Layers, double FirstLoss, double? ExpectedFirstLoss)
{
    /// <summary>Whether nothing was found.</summary>
    public bool IsHealthy => Findings.Count == 0;

    /// <summary>A line for each layer and tensor, then the findings.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{"layer",-28} {"mean",9} {"std",9} {"dead",6} {"saturated",9}\n");
        foreach (var layer in Layers)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{layer.Name,-28} {layer.Mean,9:G3} {layer.StandardDeviation,9:G3} {layer.DeadShare,6:P0} {layer.SaturatedShare,9:P0}\n");
            foreach (var tensor in layer.Tensors)
                text.Append(CultureInfo.InvariantCulture,
                    $"  {tensor.Name,-26} rms {tensor.Rms:G3}, gradient {tensor.GradientRms:G3}, update ratio {tensor.UpdateRatio:G3}\n");
        }
        text.Append(CultureInfo.InvariantCulture, $"first loss {FirstLoss:G4}");
        if (ExpectedFirstLoss is { } expected) text.Append(CultureInfo.InvariantCulture, $", expected near {expected:G4}");
        text.Append('\n');
        foreach (var finding in Findings) text.Append(finding).Append('\n');
        if (IsHealthy) text.Append("nothing found\n");
        return text.ToString();
    }
}
