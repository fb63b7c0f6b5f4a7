using System.Text;
using Spans.Cli.Lab.Drawing;
using Spans.Cli.Lab.Exhibits;
using Spans.Diagnostics.Learning;
using Spectre.Console;
using static Spans.Cli.Lab.NumberText;

namespace Spans.Cli.Presentation;

/// <summary>
/// A learning report for people: what was seen of each layer and tensor, their values as small histograms, then the findings.
/// </summary>
internal static class LearningText
{
    // Half as many as there are bins, so that a table fits 80 columns.
    private const int Bars = ValueHistogram.Bins / 2;

    internal static void Write(Page page, string title, LearningReport report)
    {
        page.Line(title, new Style(decoration: Decoration.Bold));
        new TableExhibit("outputs", ["layer", "mean", "std", "dead", "saturated", "outputs", "from", "to"],
            [.. report.Layers.Select(layer => (IReadOnlyList<string>)
            [
                layer.Name, Text(layer.Mean), Text(layer.StandardDeviation), Text(layer.DeadShare, "P0"),
                Text(layer.SaturatedShare, "P0"),
                .. Histogram(page, layer.Outputs),
            ])]).Draw(page);
        new TableExhibit("gradients", ["tensor", "rms", "gradient", "update / size", "gradients", "from", "to"],
            [.. report.Layers.SelectMany(static layer => layer.Tensors).Select(tensor => (IReadOnlyList<string>)
            [
                tensor.Name, Text(tensor.Rms), Text(tensor.GradientRms), Text(tensor.UpdateRatio),
                .. Histogram(page, tensor.Gradients),
            ])]).Draw(page);
        var expected = report.ExpectedFirstLoss is { } loss ? $", expected near {Text(loss, "G4")}" : "";
        page.Line($"first loss {Text(report.FirstLoss, "G4")}{expected}");
        foreach (var finding in report.Findings)
            foreach (var line in finding.ToString().Split('\n'))
                page.Line(line, line.StartsWith(finding.Name, StringComparison.Ordinal) ? new Style(Color.Red) : null);
        if (report.IsHealthy) page.Line("nothing found", new Style(Color.Green));
    }

    // [bars], from, to: the tallest bar is the fullest part.
    private static string[] Histogram(Page page, ValueHistogram histogram)
    {
        Span<int> counts = stackalloc int[Bars];
        for (var i = 0; i < ValueHistogram.Bins; i++) counts[i * Bars / ValueHistogram.Bins] += histogram.Counts[i];
        var most = 1;
        foreach (var count in counts) most = Math.Max(most, count);
        var bars = new StringBuilder("[");
        foreach (var count in counts) bars.Append(page.Bar((double)count / most));
        return [bars.Append(']').ToString(), Text(histogram.Least), Text(histogram.Greatest)];
    }
}
