using System.Globalization;

namespace Spans.Data;

/// <summary>
/// One column while a file is read. Whether it holds numbers or text is known only at the end: it is text where numbers are not
/// in the majority; a text among numbers is a fault, because it is more likely a slip than a category.
/// </summary>
internal sealed class ColumnReading(int index, ColumnKind kind)
{
    // Made with the first text: a table may have many columns, most of them numbers.
    private Dictionary<string, int>? _codes;
    private List<string> _texts = s_noTexts;
    private static readonly List<string> s_noTexts = [];
    private long _numbers;
    private long _textCells;
    private long _firstTextLine;
    private string _firstText = "";

    internal int Index { get; } = index;

    /// <summary>The cell's value: the number, or the code of the text.</summary>
    internal double Read(CsvSource source)
    {
        var cell = source[Index];
        if (kind != ColumnKind.Text && double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            if (!double.IsFinite(number))
                throw source.FaultAt(Index, $"holds {DataException.Show(source.Text(Index))}, no finite number");
            _numbers++;
            return number;
        }
        var text = source.Text(Index).Trim();
        if (kind == ColumnKind.Number) throw NotANumber(source, source.Line, text);
        if (_textCells++ == 0) (_firstTextLine, _firstText) = (source.Line, text);
        return Code(text);
    }

    /// <summary>
    /// The finished column; null if it is text but some cells were taken for numbers, so that it must be read again.
    /// </summary>
    internal CsvColumn? Finish(CsvSource source)
    {
        var isText = kind == ColumnKind.Text || _numbers <= _textCells;
        if (_numbers + _textCells == 0 && kind == ColumnKind.Unknown)
            throw source.Fault($"column {source.Column(Index)} holds no value at all");
        if (!isText && _textCells > 0) throw NotANumber(source, _firstTextLine, _firstText);
        if (isText && _numbers > 0) return null;
        var name = source.Names.Length > 0 ? source.Names[Index] : FormattableString.Invariant($"column {Index}");
        return new CsvColumn(name, Index, _texts, isText);
    }

    private int Code(string text)
    {
        if (_codes is null) (_codes, _texts) = (new Dictionary<string, int>(StringComparer.Ordinal), []);
        if (_codes.TryGetValue(text, out var code)) return code;
        code = _texts.Count;
        _codes.Add(text, code);
        _texts.Add(text);
        return code;
    }

    private DataException NotANumber(CsvSource source, long line, string text) => source.FaultAt(line, Index,
        $"holds {DataException.Show(text)} where {(kind == ColumnKind.Number ? "a number is needed" : "most rows hold a number")}");
}
