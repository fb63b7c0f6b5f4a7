using System.Text.Json;
using Spans.Cli.Lab.Drawing;

namespace Spans.Cli.Lab.Exhibits;

/// <summary>
/// Something to look at: a table or a picture that knows how to show itself on a terminal, in JSON and as series of numbers.
/// </summary>
internal interface IExhibit
{
    /// <summary>What it shows, in one line; unique in its report.</summary>
    string Title { get; }

    /// <summary>What it is, for JSON: <c>curves</c>.</summary>
    string Kind { get; }

    /// <summary>Its numbers; a table has none.</summary>
    IReadOnlyList<Series> Series { get; }

    /// <summary>Draws it.</summary>
    void Draw(Page page);

    /// <summary>Writes what its series do not say as properties of the open object.</summary>
    void WriteDetails(Utf8JsonWriter json);
}

/// <summary>Points (x, y) under a name.</summary>
/// <param name="Name">Unique in its exhibit.</param>
/// <param name="X">As many as <paramref name="Y"/>.</param>
/// <param name="Y">NaN where there is nothing to show.</param>
internal sealed record Series(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>Values over 1, 2, 3, …: epochs, say.</summary>
    internal static Series Counted(string name, IReadOnlyList<double> values, int first = 1)
    {
        var x = new double[values.Count];
        for (var i = 0; i < x.Length; i++) x[i] = first + i;
        return new Series(name, x, values);
    }
}
