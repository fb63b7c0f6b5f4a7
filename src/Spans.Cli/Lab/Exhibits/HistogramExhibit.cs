using System.Text.Json;
using Spans.Cli.Lab.Drawing;

namespace Spans.Cli.Lab.Exhibits;

/// <summary>
/// Histograms side by side, one line of bars each: how values of one kind spread. Each series holds the middles of its bins and
/// the counts in them.
/// </summary>
/// <param name="Title">What it shows.</param>
/// <param name="X">What is counted.</param>
/// <param name="Series">The histograms, all of the same bins.</param>
internal sealed record HistogramExhibit(string Title, Axis X, IReadOnlyList<Series> Series) : IExhibit
{
    public string Kind => "histogram";

    /// <summary>
    /// Counts <paramref name="values"/> in <paramref name="bins"/> equal bins; those outside are counted in the end bins.
    /// </summary>
    internal static Series Count(string name, ReadOnlySpan<float> values, double least, double most, int bins)
    {
        var (middles, counts) = (new double[bins], new double[bins]);
        for (var i = 0; i < bins; i++) middles[i] = least + (most - least) * (i + 0.5) / bins;
        foreach (var value in values)
            if (!float.IsNaN(value)) counts[(int)Math.Clamp((value - least) / (most - least) * bins, 0, bins - 1)]++;
        return new Series(name, middles, counts);
    }

    public void Draw(Page page)
    {
        var width = page.NameWidth(Series);
        for (var i = 0; i < Series.Count; i++)
        {
            var most = Series[i].Y.Max();
            page.Text(Series[i].Name.PadRight(width) + " ");
            foreach (var count in Series[i].Y) page.Text(page.Bar(most > 0 ? count / most : 0), Page.Colour(i));
            page.Line(string.Create(System.Globalization.CultureInfo.InvariantCulture, $" {Series[i].Y.Sum():F0}"));
        }
        if (Series.Count == 0) return;
        var (x, bins) = (Series[0].X, Series[0].X.Count);
        var half = bins > 1 ? (x[1] - x[0]) / 2 : 0;
        page.Line($"{new string(' ', width)} {Axis.Spread(x[0] - half, x[^1] + half, bins)}  {X.Label}");
    }

    public void WriteDetails(Utf8JsonWriter json) => X.Write(json, "x_axis");
}
