using System.Text.Json;
using Spans.Cli.Lab.Drawing;
using Spectre.Console;

namespace Spans.Cli.Lab.Exhibits;

/// <summary>Rows of cells under headings; the first column names the row, the others are set to the right.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">Headings.</param>
/// <param name="Rows">As many cells each as there are headings.</param>
internal sealed record TableExhibit(
    string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows) : IExhibit
{
    public string Kind => "table";

    public IReadOnlyList<Series> Series => [];

    public void Draw(Page page)
    {
        var table = new Table { Border = page.Plain ? TableBorder.Markdown : TableBorder.Rounded };
        for (var i = 0; i < Columns.Count; i++)
        {
            var column = new TableColumn(new Text(Columns[i])) { NoWrap = true };
            table.AddColumn(i == 0 ? column.LeftAligned() : column.RightAligned());
        }
        foreach (var row in Rows)
        {
            var cells = new Text[row.Count];
            for (var i = 0; i < cells.Length; i++) cells[i] = new Text(Failure.OneLine(row[i]));
            table.AddRow(cells);
        }
        page.Write(table);
    }

    public void WriteDetails(Utf8JsonWriter json)
    {
        Write(json, "columns", Columns);
        json.WriteStartArray("rows");
        foreach (var row in Rows)
        {
            json.WriteStartArray();
            foreach (var cell in row) json.WriteStringValue(cell);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
