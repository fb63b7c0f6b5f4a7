using Spans.Cli.Lab.Exhibits;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Spans.Cli.Lab.Drawing;

/// <summary>
/// Where a report is written: a terminal with colours and dots, or plain text in which series are told apart by a mark.
/// </summary>
/// <param name="console">The terminal, pipe or file.</param>
/// <param name="plain">Whether it shows no colours.</param>
internal sealed class Page(IAnsiConsole console, bool plain)
{
    private const string Marks = "o+x*#%@&";
    private const string PlainBars = " .:-=+*#%@";
    private const string Bars = " ▁▂▃▄▅▆▇█";
    private static readonly Color[] s_colours =
        [Color.Red, Color.Green, Color.Yellow, Color.Blue, Color.Magenta1, Color.Aqua, Color.Orange1, Color.White];

    internal bool Plain => plain;

    /// <summary>The cells of a line.</summary>
    internal int Width => Math.Clamp(console.Profile.Width, 40, 100);

    internal void Write(IRenderable renderable) => console.Write(renderable);

    internal void Text(string text, Style? style = null) => console.Write(text, style);

    internal void Line(string text, Style? style = null) => console.WriteLine(Failure.OneLine(text), style ?? Style.Plain);

    /// <summary>The style of series <paramref name="index"/>.</summary>
    internal static Style Colour(int index) => index < 0 ? new Style(Color.Grey) : new Style(s_colours[index % s_colours.Length]);

    /// <summary>
    /// The character that stands for series <paramref name="index"/> where there are no colours; a dot for what is behind them.
    /// </summary>
    internal static char Mark(int index) => index < 0 ? '.' : Marks[index % Marks.Length];

    /// <summary>A bar of one cell, filled by a share between 0 and 1.</summary>
    internal string Bar(double share)
    {
        var bars = plain ? PlainBars : Bars;
        return bars[Math.Clamp((int)Math.Ceiling(share * (bars.Length - 1)), 0, bars.Length - 1)].ToString();
    }

    /// <summary>A background from dark to light by a share between 0 and 1, with writing that can be read on it.</summary>
    internal Style Shade(double share)
    {
        if (plain || !double.IsFinite(share)) return Style.Plain;
        var level = (byte)Math.Clamp(share * 255, 0, 255);
        return new Style(level > 140 ? Color.Black : Color.White, new Color(level, (byte)(level * 0.8), (byte)(80 - level / 4)));
    }

    /// <summary>The cells of the longest name.</summary>
    internal int NameWidth(IReadOnlyList<Series> series)
    {
        var width = 0;
        foreach (var one in series) width = Math.Max(width, one.Name.Length);
        return Math.Min(width, Width / 3);
    }

    /// <summary>Which mark or colour is which series.</summary>
    internal void Legend(IReadOnlyList<Series> series)
    {
        for (var i = 0; i < series.Count; i++)
        {
            Text(plain ? $"  {Mark(i)} " : "  ━━ ", Colour(i));
            Text(Failure.OneLine(series[i].Name));
        }
        Line("");
    }
}
