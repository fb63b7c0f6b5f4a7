using System.Buffers;

namespace Spans.Data;

/// <summary>Reads chosen columns of a CSV file into a <see cref="CsvTable"/>.</summary>
internal static class CsvTableReader
{
    /// <summary>Reads the columns that <paramref name="options"/> name, finding out which hold text.</summary>
    internal static CsvTable Read(string path, CsvOptions options)
    {
        var text = new HashSet<int>();
        while (true)
        {
            using var source = new CsvSource(path, options.Delimiter, options.HasHeader, options.SkipLines);
            var pick = ColumnPick.Of(source, options);
            text.UnionWith(pick.Text);
            var indices = new ChosenColumn[pick.Features.Length + pick.Targets.Length];
            for (var i = 0; i < indices.Length; i++)
            {
                var isTarget = i >= pick.Features.Length;
                var index = isTarget ? pick.Targets[i - pick.Features.Length] : pick.Features[i];
                indices[i] = new ChosenColumn(index, text.Contains(index) ? ColumnKind.Text : ColumnKind.Unknown, isTarget);
            }
            // A column of text in which some cells look like numbers is read again, now as text: at most twice in all.
            if (TryRead(source, indices, options.Missing, text) is { } table) return table.WithTask(options.Task, source);
        }
    }

    /// <summary>
    /// Reads the given columns; null, and their numbers in <paramref name="text"/>, where some proved to be text.
    /// </summary>
    internal static CsvTable? TryRead(CsvSource source, ChosenColumn[] chosen, MissingValues missing, HashSet<int> text)
    {
        var readings = new ColumnReading[chosen.Length];
        for (var i = 0; i < chosen.Length; i++) readings[i] = new ColumnReading(chosen[i].Index, chosen[i].Kind);
        var cells = new ArrayBufferWriter<double>(Math.Max(chosen.Length, 1024));
        var lines = new List<long>();
        var dropped = 0;
        while (source.Read())
        {
            if (missing == MissingValues.Drop && HasMissing(source, chosen))
            {
                dropped++;
                continue;
            }
            if ((long)cells.WrittenCount + chosen.Length > Array.MaxLength)
                throw source.Fault($"holds more than {Array.MaxLength} cells in the columns used");
            // The buffer doubles, and holds old and new at once.
            if (cells.FreeCapacity < chosen.Length)
                DataMemory.Check(3L * sizeof(double) * cells.Capacity, DataFile.Show(source.Path));
            ReadRow(source, chosen, readings, missing, cells.GetSpan(chosen.Length));
            cells.Advance(chosen.Length);
            lines.Add(source.Line);
        }
        if (lines.Count == 0)
            throw source.Fault(
                dropped == 0 ? "holds no rows under its header" : $"has a missing value in every one of its {dropped} rows");

        var columns = new CsvColumn[chosen.Length];
        var again = false;
        for (var i = 0; i < columns.Length; i++)
        {
            if (readings[i].Finish(source) is { } column) columns[i] = column;
            else again = text.Add(chosen[i].Index);
        }
        if (again) return null;
        var targets = 0;
        foreach (var column in chosen) if (column.IsTarget) targets++;
        return new CsvTable(source, columns, targets, cells.WrittenMemory, [.. lines], dropped);
    }

    private static void ReadRow(
        CsvSource source, ChosenColumn[] chosen, ColumnReading[] readings, MissingValues missing, Span<double> row)
    {
        for (var i = 0; i < chosen.Length; i++)
        {
            if (!MissingText.Is(source[chosen[i].Index]))
            {
                row[i] = readings[i].Read(source);
                continue;
            }
            if (missing == MissingValues.Error) throw source.FaultAt(chosen[i].Index, "has no value");
            if (chosen[i].IsTarget) throw source.FaultAt(chosen[i].Index, "has no value, and a target cannot be made up");
            row[i] = double.NaN;
        }
    }

    private static bool HasMissing(CsvSource source, ChosenColumn[] chosen)
    {
        foreach (var column in chosen)
            if (MissingText.Is(source[column.Index])) return true;
        return false;
    }
}

/// <summary>A column of a file that is to be read.</summary>
internal readonly record struct ChosenColumn(int Index, ColumnKind Kind, bool IsTarget);
