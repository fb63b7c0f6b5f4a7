using System.Text;
using Spans.Cli.Lab.Exhibits;

namespace Spans.Cli.Lab.Drawing;

/// <summary>A picture with an axis at the left and one below.</summary>
internal sealed class Plot
{
    private const int Margin = 10;
    private const int Height = 20;
    private const int Background = -1;

    private readonly Page _page;
    private readonly Axis _x;
    private readonly Axis _y;
    private readonly Canvas _canvas;

    /// <summary>An empty picture; both axes have their ends set.</summary>
    internal Plot(Page page, Axis x, Axis y)
    {
        (_page, _x, _y) = (page, x, y);
        _canvas = new Canvas(page.Width - Margin - 2, Height);
    }

    /// <summary>Joins the points of a series.</summary>
    internal void Curve(Series series, int owner)
    {
        var (lastX, lastY) = (double.NaN, double.NaN);
        for (var i = 0; i < series.X.Count; i++)
        {
            var (x, y) = (_x.Place(series.X[i]), _y.Place(series.Y[i]));
            if (double.IsFinite(lastX + lastY)) _canvas.Line(lastX, lastY, x, y, owner);
            else _canvas.Dot(x, y, owner);
            (lastX, lastY) = (x, y);
        }
    }

    /// <summary>Joins the points and makes each of them stand out by a cross of dots.</summary>
    internal void Path(Series series, int owner)
    {
        Curve(series, owner);
        var (across, up) = (1.0 / (2 * _canvas.Columns), 1.0 / (4 * _canvas.Rows));
        for (var i = 0; i < series.X.Count; i++)
        {
            var (x, y) = (_x.Place(series.X[i]), _y.Place(series.Y[i]));
            _canvas.Line(x - across, y, x + across, y, owner);
            _canvas.Line(x, y - up, x, y + up, owner);
        }
    }

    /// <summary>The lines on which a function passes a level.</summary>
    internal void Contours(Func<double, double, double> function, IReadOnlyList<double> levels)
    {
        var (columns, rows) = (2 * _canvas.Columns, 4 * _canvas.Rows);
        foreach (var level in levels)
        {
            for (var row = 0; row < rows; row++)
            {
                for (var column = 0; column < columns; column++)
                {
                    // Every third dot keeps contours lighter than paths.
                    if ((column + row) % 3 != 0) continue;
                    var (x, y) = (column / (columns - 1.0), row / (rows - 1.0));
                    var here = function(_x.At(x), _y.At(y)) < level;
                    var right = function(_x.At(x + 1.0 / (columns - 1)), _y.At(y)) < level;
                    var above = function(_x.At(x), _y.At(y + 1.0 / (rows - 1))) < level;
                    if (here != right || here != above) _canvas.Dot(x, y, Background);
                }
            }
        }
    }

    /// <summary>Writes the picture and its axes.</summary>
    internal void Show()
    {
        _page.Line($"{_y.Label}{(_y.Logarithmic ? " (logarithmic)" : "")}");
        for (var row = 0; row < _canvas.Rows; row++)
        {
            var isNamed = row % 5 == 0 || row == _canvas.Rows - 1;
            _page.Text(isNamed ? $"{NumberText.Text(_y.At(1 - (row + 0.5) / _canvas.Rows)),Margin} ┤" : $"{"",Margin} │");
            ShowRow(row);
            _page.Line("");
        }
        _page.Line($"{"",Margin} └{new string('─', _canvas.Columns)}");
        var (left, middle, right) = (NumberText.Text(_x.Least), NumberText.Text(_x.At(0.5)), NumberText.Text(_x.Most));
        var half = _canvas.Columns / 2;
        _page.Line($"{"",Margin}  {left}{middle.PadLeft(half - left.Length + middle.Length / 2)}"
            + right.PadLeft(_canvas.Columns - half - middle.Length / 2));
        _page.Line($"{$"{_x.Label}{(_x.Logarithmic ? " (logarithmic)" : "")}".PadLeft(Margin + 2 + _canvas.Columns)}");
    }

    // Neighbours of one owner are written together: fewer escapes.
    private void ShowRow(int row)
    {
        var run = new StringBuilder();
        for (var column = 0; column < _canvas.Columns;)
        {
            var owner = _canvas.Owner(column, row);
            run.Clear();
            for (; column < _canvas.Columns && _canvas.Owner(column, row) == owner; column++)
                run.Append(owner == Canvas.NoOwner ? ' ' : _page.Plain ? Page.Mark(owner) : _canvas.Braille(column, row));
            _page.Text(run.ToString(), owner == Canvas.NoOwner ? null : Page.Colour(owner));
        }
    }
}
