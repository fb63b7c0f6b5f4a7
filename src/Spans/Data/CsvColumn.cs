namespace Spans.Data;

/// <summary>A column that was read from a table.</summary>
public sealed class CsvColumn
{
    internal CsvColumn(string name, int index, IReadOnlyList<string> texts, bool isText) =>
        (Name, Index, Texts, IsText) = (name, index, texts, isText);

    /// <summary>The header's name, or <c>column 3</c>.</summary>
    public string Name { get; }

    /// <summary>The column's number in the file, counted from 0.</summary>
    public int Index { get; }

    /// <summary>Whether the cells are text.</summary>
    public bool IsText { get; }

    /// <summary>The different texts, in order of appearance: a cell's value is an index into them. Empty for numbers.</summary>
    public IReadOnlyList<string> Texts { get; }
}
