using System.Globalization;
using System.Text;
using CsvHelper;

namespace Spans.Data;

/// <summary>A CSV file being read: its column names, then record after record, each with the same number of fields.</summary>
internal sealed class CsvSource : IDisposable
{
    // A quote that never closes must not swallow a large file.
    private const int MaxRecordBytes = 256 << 20;

    private readonly CsvReader _reader;
    private bool _hasFirst;

    internal CsvSource(string path, char? delimiter, bool hasHeader, int skipLines)
    {
        Path = path;
        if (delimiter is { } given && !IsDelimiter(given))
            throw new DataException(
                $"The delimiter {DataException.Show([given])} must be one character of ASCII other than a quote, a letter, a digit or a line end.");
        SkippedLines = skipLines;
        var text = DataFile.OpenText(path);
        try
        {
            if (!SkipLines(text, skipLines)) throw Fault($"ends within the {skipLines} lines to be skipped");
            _reader = CsvReader.Create(text, new CsvReaderOptions
            {
                Separator = delimiter,
                HasHeader = false,
                TrimWhitespace = true,
                TrackLineNumbers = true,
                MaxRecordSize = MaxRecordBytes,
                MalformedData = CsvMalformedDataHandling.Throw,
            }, leaveOpen: false);
            _hasFirst = Advance();
            if (!_hasFirst) throw Fault("holds no rows");
            Fields = _reader.FieldCount;
            Names = hasHeader ? ReadNames() : [];
            if (hasHeader) _hasFirst = false;
        }
        catch
        {
            _reader?.Dispose();
            text.Dispose();
            throw;
        }
    }

    internal string Path { get; }

    /// <summary>Lines passed over at the start.</summary>
    internal int SkippedLines { get; }

    /// <summary>Fields in every record.</summary>
    internal int Fields { get; }

    /// <summary>The header's names; empty without a header.</summary>
    internal string[] Names { get; }

    /// <summary>The character between fields, found or given.</summary>
    internal char Delimiter => _reader.Separator;

    /// <summary>The line where the current record starts, counted from 1 in the whole file.</summary>
    internal long Line => _reader.LineNumber + SkippedLines;

    /// <summary>
    /// Field <paramref name="index"/> of the current record, unquoted; holds until the next <see cref="Read"/>.
    /// </summary>
    internal ReadOnlySpan<byte> this[int index] => _reader.GetSpan(index);

    /// <summary>Goes to the next record; false at the end.</summary>
    internal bool Read()
    {
        if (_hasFirst)
        {
            _hasFirst = false;
            return true;
        }
        if (!Advance()) return false;
        if (_reader.FieldCount != Fields)
            throw Fault(
                $"line {Line} has {_reader.FieldCount} fields but the {(Names.Length > 0 ? "header" : "first row")} has {Fields}");
        return true;
    }

    /// <summary>A column as a message names it.</summary>
    internal string Column(int index) => Names.Length > 0 ? DataException.Show(Names[index]) : Invariant($"{index}");

    /// <summary>A fault of the current record's field <paramref name="column"/>.</summary>
    internal DataException FaultAt(int column, string reason) => FaultAt(Line, column, reason);

    internal DataException FaultAt(long line, int column, string reason) =>
        Fault(Invariant($"line {line}, column {Column(column)} {reason}"));

    internal DataException Fault(string reason, Exception? cause = null) => cause is null
        ? new DataException($"{DataFile.Show(Path)}: {reason}.")
        : new DataException($"{DataFile.Show(Path)}: {reason}.", cause);

    /// <summary>The text of a field of the current record.</summary>
    internal string Text(int index)
    {
        try
        {
            return s_strict.GetString(this[index]);
        }
        catch (DecoderFallbackException fault)
        {
            throw Fault(Invariant($"line {Line}, column {index} is not UTF-8 text"), fault);
        }
    }

    /// <summary>Whether fields can be told apart by a character.</summary>
    internal static bool IsDelimiter(char c) =>
        c < 128 && c is not ('"' or '\r' or '\n' or '\0') && !char.IsAsciiLetterOrDigit(c);

    public void Dispose() => _reader.Dispose();

    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    private bool Advance()
    {
        try
        {
            return _reader.Read();
        }
        catch (CsvFormatException fault)
        {
            var line = fault.LineNumber + SkippedLines;
            throw Fault(
                fault.LineNumber > 0 ? Invariant($"line {line} breaks the rules of quoting or is too long") : "is no CSV", fault);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or DecoderFallbackException)
        {
            throw Fault($"cannot be read: {DataException.Line(fault.Message).TrimEnd('.')}", fault);
        }
    }

    private bool SkipLines(Stream text, int lines)
    {
        try
        {
            return DataFile.SkipLines(text, lines);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or DecoderFallbackException)
        {
            throw Fault($"cannot be read: {DataException.Line(fault.Message).TrimEnd('.')}", fault);
        }
    }

    // A name occurs once, so that it names one column; empty names get their number.
    private string[] ReadNames()
    {
        var names = new string[Fields];
        var seen = new HashSet<string>(Fields, StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = Text(i).Trim();
            if (names[i].Length == 0) names[i] = Invariant($"column {i}");
            if (!seen.Add(names[i])) throw Fault($"line {Line} names two columns {DataException.Show(names[i])}");
        }
        return names;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
