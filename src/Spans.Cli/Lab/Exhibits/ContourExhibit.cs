using System.Text.Json;
using Spans.Cli.Lab.Drawing;

namespace Spans.Cli.Lab.Exhibits;

/// <summary>Paths over the contour lines of a function of two variables.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="X">The axis across, with its range.</param>
/// <param name="Y">The axis up, with its range.</param>
/// <param name="Function">What the contours are of.</param>
/// <param name="Levels">A contour for each.</param>
/// <param name="Series">The paths.</param>
internal sealed record ContourExhibit(
    string Title, Axis X, Axis Y,
    Func<double, double, double> Function, IReadOnlyList<double> Levels, IReadOnlyList<Series> Series) : IExhibit
{
    public string Kind => "contour";

    public void Draw(Page page)
    {
        var plot = new Plot(page, X, Y);
        plot.Contours(Function, Levels);
        for (var i = 0; i < Series.Count; i++) plot.Path(Series[i], i);
        plot.Show();
        page.Legend(Series);
    }

    public void WriteDetails(Utf8JsonWriter json)
    {
        X.Write(json, "x_axis");
        Y.Write(json, "y_axis");
        json.WriteStartArray("levels");
        foreach (var level in Levels) json.WriteNumberValue(level);
        json.WriteEndArray();
    }
}
