using System.Text.Json;
using Spans.Cli.Lab.Drawing;

namespace Spans.Cli.Lab.Exhibits;

/// <summary>
/// Curves of y over x on common axes. Points that an axis cannot show (NaN, or not above zero on a logarithmic one) are left out.
/// </summary>
/// <param name="Title">What it shows.</param>
/// <param name="X">The axis across.</param>
/// <param name="Y">The axis up.</param>
/// <param name="Series">The curves.</param>
internal sealed record CurvesExhibit(string Title, Axis X, Axis Y, IReadOnlyList<Series> Series) : IExhibit
{
    public string Kind => "curves";

    public void Draw(Page page)
    {
        var plot = new Plot(page, X.Over(Series, static s => s.X), Y.Over(Series, static s => s.Y));
        for (var i = 0; i < Series.Count; i++) plot.Curve(Series[i], i);
        plot.Show();
        page.Legend(Series);
    }

    public void WriteDetails(Utf8JsonWriter json)
    {
        X.Write(json, "x_axis");
        Y.Write(json, "y_axis");
    }
}
