namespace Spans.Data;

/// <summary>Counts the cells whose text training did not know, for the one warning about them.</summary>
internal sealed class UnknownTexts
{
    private int _cells;
    private string _first = "";

    internal void Add(CsvTable table, int row, int column)
    {
        if (_cells++ > 0) return;
        _first = table.FaultAt(
            row, column, $"holds {DataException.Show(table.Text(row, column))}, a text not seen in training").Message;
    }

    internal void Warn(ICollection<string>? warnings)
    {
        if (_cells == 0 || warnings is null) return;
        warnings.Add(_cells == 1
            ? $"{_first} It counts as none of the known ones."
            : FormattableString.Invariant($"{_first} It and {_cells - 1} more such cells count as none of the known ones."));
    }
}
