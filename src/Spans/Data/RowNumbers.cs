using System.Globalization;

namespace Spans.Data;

/// <summary>Reads row numbers from a text file, one on each line.</summary>
public static class RowNumbers
{
    private const int MaxRows = 100_000_000;

    /// <summary>The numbers, in their order; blank lines are passed over.</summary>
    /// <exception cref="DataException">The file cannot be read, or a line holds something else.</exception>
    public static int[] Read(string path)
    {
        var rows = new List<int>();
        try
        {
            using var reader = new StreamReader(DataFile.OpenText(path));
            for (var number = 1; reader.ReadLine() is { } line; number++)
            {
                var text = line.AsSpan().Trim();
                if (text.IsEmpty) continue;
                if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var row))
                    throw Fault(
                        path, FormattableString.Invariant($"line {number} holds {DataException.Show(text)}, no row number"));
                if (rows.Count == MaxRows) throw Fault(path, $"names more than {MaxRows} rows");
                rows.Add(row);
            }
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException)
        {
            throw new DataException($"{DataFile.Show(path)}: cannot be read: {DataException.Line(fault.Message)}", fault);
        }
        return rows.Count > 0 ? [.. rows] : throw Fault(path, "names no rows");
    }

    private static DataException Fault(string path, string reason) => new($"{DataFile.Show(path)}: {reason}.");
}
