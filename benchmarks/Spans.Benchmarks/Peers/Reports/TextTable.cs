using System.Text;

namespace Spans.Benchmarks.Peers.Reports;

/// <summary>
/// Rows in columns: padded for a terminal, or with bars for Markdown. The first column reads from the left, the others from the
/// right.
/// </summary>
internal sealed class TextTable(params string[] header)
{
    private readonly List<string[]> _rows = [];

    public bool IsEmpty => _rows.Count == 0;

    public void Add(params string[] row) => _rows.Add(row);

    public string Plain()
    {
        var text = new StringBuilder();
        var widths = new int[header.Length];
        foreach (var row in _rows.Prepend(header))
            for (var i = 0; i < row.Length; i++) widths[i] = Math.Max(widths[i], row[i].Length);
        foreach (var row in _rows.Prepend(header))
        {
            text.Append("  ").Append(row[0].PadRight(widths[0]));
            for (var i = 1; i < row.Length; i++) text.Append("  ").Append(row[i].PadLeft(widths[i]));
            while (text[^1] == ' ') text.Length--;
            text.Append('\n');
        }
        return text.ToString();
    }

    public string Markdown()
    {
        var text = new StringBuilder();
        text.Append("| ").AppendJoin(" | ", header).Append(" |\n|---|").Insert(text.Length, "---:|", header.Length - 1)
            .Append('\n');
        foreach (var row in _rows) text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        return text.ToString();
    }
}
