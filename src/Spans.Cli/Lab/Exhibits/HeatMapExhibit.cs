using System.Text.Json;
using Spans.Cli.Lab.Drawing;

namespace Spans.Cli.Lab.Exhibits;

/// <summary>
/// A grid of values shown by shade, with the values themselves where they fit: one series a row, x its columns.
/// </summary>
/// <param name="Title">What it shows.</param>
/// <param name="X">The columns.</param>
/// <param name="Y">The rows.</param>
/// <param name="Series">The rows of the grid, top first.</param>
internal sealed record HeatMapExhibit(string Title, Axis X, Axis Y, IReadOnlyList<Series> Series) : IExhibit
{
    private const int CellWidth = 7;

    public string Kind => "heat-map";

    public void Draw(Page page)
    {
        if (Series.Count == 0) return;
        var (least, most) = Axis.RangeOf(Series, static s => s.Y);
        var width = Math.Max(page.NameWidth(Series), Y.Label.Length);
        page.Line(
            $"{Y.Label.PadRight(width)} {string.Concat(Series[0].X.Select(static x => NumberText.Text(x).PadLeft(CellWidth)))}  {X.Label}");
        foreach (var row in Series)
        {
            page.Text(row.Name.PadRight(width) + " ");
            foreach (var value in row.Y)
                page.Text(Cell(value).PadLeft(CellWidth), page.Shade(most > least ? (value - least) / (most - least) : 0.5));
            page.Line("");
        }
    }

    public void WriteDetails(Utf8JsonWriter json)
    {
        X.Write(json, "x_axis");
        Y.Write(json, "y_axis");
    }

    private static string Cell(double value) => !double.IsFinite(value) ? "-"
        : NumberText.Text(value, Math.Abs(value) is >= 1000 and < 100_000 ? "F0" : "G3");
}
