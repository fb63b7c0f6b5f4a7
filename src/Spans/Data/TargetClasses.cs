using System.Globalization;

namespace Spans.Data;

/// <summary>Finds the classes of a target column.</summary>
internal static class TargetClasses
{
    internal const int MaxClasses = 1000;

    // More kinds of integers than this are a quantity, as are integers that hardly repeat.
    private const int MaxInferredClasses = 20;

    /// <summary>Classification for text, and for few integers that repeat; else regression.</summary>
    internal static LearningTask Infer(CsvTable table)
    {
        if (table.Targets.Count != 1) return LearningTask.Regression;
        if (table.Targets[0].IsText) return LearningTask.Classification;
        var distinct = new HashSet<double>();
        for (var row = 0; row < table.Count; row++)
        {
            var value = Target(table, row);
            if (value != Math.Round(value)) return LearningTask.Regression;
            distinct.Add(value);
            if (distinct.Count > MaxInferredClasses) return LearningTask.Regression;
        }
        return distinct.Count * 2 <= table.Count ? LearningTask.Classification : LearningTask.Regression;
    }

    /// <summary>The classes in sorted order, and each row's index among them.</summary>
    internal static (string[] Names, int[] Labels) Of(CsvTable table)
    {
        if (table.Targets.Count != 1) throw table.Fault($"has {table.Targets.Count} target columns but classification needs one");
        var target = table.Targets[0];
        var values = new HashSet<double>();
        for (var row = 0; row < table.Count; row++)
        {
            values.Add(Target(table, row));
            if (values.Count > MaxClasses)
                throw table.Fault($"has more than {MaxClasses} classes in column {DataException.Show(target.Name)}");
        }
        if (values.Count < 2)
            throw table.Fault($"has a single class in column {DataException.Show(target.Name)}; two are needed");
        var sorted = new double[values.Count];
        values.CopyTo(sorted);
        if (target.IsText) Array.Sort(sorted, (a, b) => string.CompareOrdinal(target.Texts[(int)a], target.Texts[(int)b]));
        else Array.Sort(sorted);

        var names = new string[sorted.Length];
        var labelOf = new Dictionary<double, int>(sorted.Length);
        for (var i = 0; i < sorted.Length; i++)
        {
            names[i] = Name(target, sorted[i]);
            labelOf.Add(sorted[i], i);
        }
        var labels = new int[table.Count];
        for (var row = 0; row < labels.Length; row++) labels[row] = labelOf[Target(table, row)];
        return (names, labels);
    }

    /// <summary>A target cell as the name of a class.</summary>
    internal static string Name(CsvColumn target, double cell) =>
        target.IsText ? target.Texts[(int)cell] : (cell + 0.0).ToString("R", CultureInfo.InvariantCulture);

    private static double Target(CsvTable table, int row) => table.Cells[row * table.Columns.Length + table.Features.Count];
}
