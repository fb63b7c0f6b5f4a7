namespace Spans.Data;

/// <summary>Learns a <see cref="Preprocessing"/> from the training rows of a table.</summary>
internal static class PreprocessingFit
{
    internal static Preprocessing Of(CsvTable table, RowSet rows, CsvOptions options)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0) Throw.Argument(nameof(rows), "There must be at least one training row.");
        if (rows.Bound > table.Count)
            Throw.OutOfRange(nameof(rows), rows.Bound - 1, $"a row of the table, between 0 and {table.Count - 1}");

        var statistics = ColumnStatistics.Of(table, rows);
        var columns = new ColumnTransform[table.Features.Count];
        long width = 0;
        for (var i = 0; i < columns.Length; i++)
        {
            var fill = options.Missing == MissingValues.Mean;
            columns[i] = table.Features[i].IsText
                ? OfText(table, i, rows, options.Scale, fill)
                : OfNumbers(table, i, statistics[i], options.Scale, fill);
            width += columns[i].Width;
        }
        if (width > Array.MaxLength) throw table.Fault($"becomes {width} inputs a row, more than {Array.MaxLength}");
        return new Preprocessing((int)width, 1, columns, table.Format, OfTargets(table, statistics));
    }

    private static ColumnTransform OfNumbers(CsvTable table, int i, in ColumnStatistics s, Scaling scaling, bool fill)
    {
        var column = table.Features[i];
        if (s.Count == 0) throw table.Fault($"column {DataException.Show(column.Name)} has no value in any training row");
        var (offset, scale) = scaling.Kind switch
        {
            ScalingKind.Standard => (s.Mean, s.FilledDeviation),
            ScalingKind.MinMax => (s.Minimum, s.Maximum - s.Minimum),
            ScalingKind.Divide => (0, scaling.Divisor),
            _ => (0, 1),
        };
        if (!double.IsFinite(offset) || !double.IsFinite(scale)) throw TooLarge(table, column);
        return new ColumnTransform(column.Name, column.Index, null, [offset], [OneForZero(scale)], fill ? s.Mean : null);
    }

    // A category's input is 1 in a share p of the rows: its mean is p and its deviation √(p (1 − p)).
    private static ColumnTransform OfText(CsvTable table, int i, RowSet rows, Scaling scaling, bool fill)
    {
        var column = table.Features[i];
        var counts = new int[column.Texts.Count];
        var missing = 0;
        for (var r = 0; r < rows.Count; r++)
        {
            var cell = table.Cells[rows[r] * table.Columns.Length + i];
            if (double.IsNaN(cell)) missing++;
            else counts[(int)cell]++;
        }
        var seen = new List<int>();
        for (var text = 0; text < counts.Length; text++) if (counts[text] > 0) seen.Add(text);
        if (seen.Count == 0) throw table.Fault($"column {DataException.Show(column.Name)} has no value in any training row");
        if (seen.Count > ColumnTransform.MaxCategories)
            throw table.Fault($"column {DataException.Show(column.Name)} holds {seen.Count} different texts, "
                + $"more than {ColumnTransform.MaxCategories} categories; leave it out");
        seen.Sort((a, b) => string.CompareOrdinal(column.Texts[a], column.Texts[b]));

        var frequent = 0;
        for (var k = 1; k < seen.Count; k++) if (counts[seen[k]] > counts[seen[frequent]]) frequent = k;
        counts[seen[frequent]] += missing;
        var standard = scaling.Kind == ScalingKind.Standard;
        var (categories, offsets, scales) = (new string[seen.Count], new double[seen.Count], new double[seen.Count]);
        for (var k = 0; k < categories.Length; k++)
        {
            var p = (double)counts[seen[k]] / rows.Count;
            categories[k] = column.Texts[seen[k]];
            offsets[k] = standard ? p : 0;
            scales[k] = standard ? OneForZero(Math.Sqrt(p * (1 - p))) : 1;
        }
        return new ColumnTransform(column.Name, column.Index, categories, offsets, scales, fill ? frequent : null);
    }

    private static TargetTransform OfTargets(CsvTable table, ColumnStatistics[] statistics)
    {
        var count = table.Targets.Count;
        var (names, indices) = (new string[count], new int[count]);
        for (var i = 0; i < count; i++) (names[i], indices[i]) = (table.Targets[i].Name, table.Targets[i].Index);
        if (table.Task == LearningTask.Classification)
            return new TargetTransform(names, indices, table.Targets[0].IsText, [.. table.ClassNames], [], []);
        var (means, scales) = (new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            var s = statistics[table.Features.Count + i];
            if (!double.IsFinite(s.Mean) || !double.IsFinite(s.FilledDeviation)) throw TooLarge(table, table.Targets[i]);
            (means[i], scales[i]) = (s.Mean, OneForZero(s.FilledDeviation));
        }
        return new TargetTransform(names, indices, false, [], means, scales);
    }

    private static DataException TooLarge(CsvTable table, CsvColumn column) =>
        table.Fault($"column {DataException.Show(column.Name)} holds numbers too large to have a mean and a deviation");

    private static double OneForZero(double scale) => scale > 0 ? scale : 1;
}
