namespace Spans.Data;

/// <summary>Turns a table into a data set.</summary>
internal static class TableEncoder
{
    internal static Dataset Encode(Preprocessing fitted, CsvTable table, ICollection<string>? warnings)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.Features.Count != fitted.Columns.Count)
            Throw.Argument(
                nameof(table), $"The table has {table.Features.Count} input columns but must have {fitted.Columns.Count}.");
        var classify = fitted.Target.Task == LearningTask.Classification;
        var hasTargets = table.Targets.Count > 0;
        var inputs = Inputs(fitted, table, warnings);
        var labels = hasTargets && classify ? Labels(fitted.Target, table) : null;
        var values = hasTargets && !classify ? Values(fitted.Target, table) : null;
        return new Dataset(fitted.InputShape, inputs, labels, values, [])
        {
            FeatureNames = InputNames(fitted),
            ClassNames = labels is null ? [] : fitted.Target.ClassNames,
            TargetNames = values is null ? [] : fitted.Target.Names,
        };
    }

    private static float[] Inputs(Preprocessing fitted, CsvTable table, ICollection<string>? warnings)
    {
        var width = fitted.InputShape.Elements;
        if ((long)table.Count * width > Array.MaxLength)
            throw table.Fault($"becomes {table.Count} rows of {width} inputs, more than {Array.MaxLength} numbers");
        DataMemory.Check((long)sizeof(float) * table.Count * width, DataFile.Show(table.Path));
        var unknown = new UnknownTexts();
        var categories = CategoriesOfTexts(fitted, table);
        var inputs = new float[table.Count * width];
        var columns = table.Columns.Length;
        for (var row = 0; row < table.Count; row++)
        {
            var cells = table.Cells.Slice(row * columns, columns);
            var rest = inputs.AsSpan(row * width, width);
            for (var i = 0; i < fitted.Columns.Count; i++)
            {
                var column = fitted.Columns[i];
                var value = cells[i];
                if (double.IsNaN(value))
                    value = column.Fill ?? throw table.FaultAt(row, i, "has no value, and training had no rule for that");
                else if (column.IsText)
                {
                    value = categories[i][(int)value];
                    if (value < 0) unknown.Add(table, row, i);
                }
                column.Encode(value, rest[..column.Width]);
                if (!float.IsFinite(rest[0])) throw table.FaultAt(row, i, $"holds {table.Text(row, i)}, too large for a network");
                rest = rest[column.Width..];
            }
        }
        unknown.Warn(warnings);
        return inputs;
    }

    // [column][index of the text in the table] = index of the category, or -1.
    private static int[][] CategoriesOfTexts(Preprocessing fitted, CsvTable table)
    {
        var categories = new int[fitted.Columns.Count][];
        for (var i = 0; i < categories.Length; i++)
        {
            var texts = table.Features[i].Texts;
            categories[i] = texts.Count == 0 ? [] : new int[texts.Count];
            for (var text = 0; text < categories[i].Length; text++) categories[i][text] = fitted.Columns[i].IndexOf(texts[text]);
        }
        return categories;
    }

    private static int[] Labels(TargetTransform target, CsvTable table)
    {
        var classes = new Dictionary<string, int>(target.ClassNames.Count, StringComparer.Ordinal);
        for (var i = 0; i < target.ClassNames.Count; i++) classes.Add(target.ClassNames[i], i);
        var labelOf = new Dictionary<double, int>();
        var labels = new int[table.Count];
        for (var row = 0; row < labels.Length; row++)
        {
            var cell = table.Cells[row * table.Columns.Length + table.Features.Count];
            if (!labelOf.TryGetValue(cell, out var label))
            {
                var name = TargetClasses.Name(table.Targets[0], cell);
                if (!classes.TryGetValue(name, out label))
                    throw table.FaultAt(
                        row, table.Features.Count, $"holds {DataException.Show(name)}, none of the {classes.Count} classes");
                labelOf.Add(cell, label);
            }
            labels[row] = label;
        }
        return labels;
    }

    private static float[] Values(TargetTransform target, CsvTable table)
    {
        var units = table.Targets.Count;
        var values = new float[checked(table.Count * units)];
        for (var row = 0; row < table.Count; row++)
            for (var unit = 0; unit < units; unit++)
            {
                var column = table.Features.Count + unit;
                var cell = table.Cells[row * table.Columns.Length + column];
                var value = (float)((cell - target.Means[unit]) / target.Scales[unit]);
                if (!float.IsFinite(value))
                    throw table.FaultAt(row, column, $"holds {table.Text(row, column)}, too large for a network");
                values[row * units + unit] = value;
            }
        return values;
    }

    private static string[] InputNames(Preprocessing fitted)
    {
        var names = new string[fitted.InputShape.Elements];
        var next = 0;
        foreach (var column in fitted.Columns)
            for (var i = 0; i < column.Width; i++) names[next++] = column.InputName(i);
        return names;
    }
}
