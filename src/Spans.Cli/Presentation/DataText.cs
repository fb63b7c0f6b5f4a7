using System.Globalization;
using Spans.Cli.Running;
using Spans.Data;

namespace Spans.Cli.Presentation;

/// <summary>A data set in lines: rows, columns, classes or the spread of the target.</summary>
internal static class DataText
{
    private const int MaxShown = 40;
    private const int MaxCategories = 12;

    internal static void Write(TextWriter output, Problem problem)
    {
        output.WriteLine(Failure.OneLine(problem.Title));
        foreach (var warning in problem.Warnings) output.WriteLine($"warning: {Failure.OneLine(warning)}");
        var columns = problem.Preprocessing.Columns;
        for (int i = 0, input = 0; i < Math.Min(columns.Count, MaxShown); input += columns[i++].Width)
            output.WriteLine(
                $"  {Failure.OneLine(columns[i].IsText ? Texts(columns[i]) : Numbers(columns[i], problem.Train, input))}");
        if (columns.Count > MaxShown)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  … and {columns.Count - MaxShown} more columns"));
        if (problem.Task == LearningTask.Classification) WriteClasses(output, problem);
        else WriteTargets(output, problem.Preprocessing.Target);
    }

    private static string Texts(ColumnTransform column)
    {
        var text =
            $"{column.Name}: text, {column.Categories.Count} categories: {string.Join(", ", column.Categories.Take(MaxCategories))}";
        return column.Categories.Count > MaxCategories ? text + ", …" : text;
    }

    // The inputs are scaled already; the numbers of the file come back by the column's own scale.
    private static string Numbers(ColumnTransform column, DataView rows, int input)
    {
        var (mean, squares, least, most) = (0.0, 0.0, double.PositiveInfinity, double.NegativeInfinity);
        for (var i = 0; i < rows.Count; i++)
        {
            var value = rows.Data.Row(rows.Rows[i])[input] * column.Scales[0] + column.Offsets[0];
            var step = value - mean;
            mean += step / (i + 1);
            squares += step * (value - mean);
            (least, most) = (Math.Min(least, value), Math.Max(most, value));
        }
        return string.Create(CultureInfo.InvariantCulture,
            $"{column.Name}: number, mean {mean:G6}, standard deviation {Math.Sqrt(squares / rows.Count):G6}, from {least:G6} to {most:G6}");
    }

    private static void WriteClasses(TextWriter output, Problem problem)
    {
        var data = problem.Train.Data;
        var counts = new int[data.Classes];
        foreach (var label in data.Labels) counts[label]++;
        for (var i = 0; i < Math.Min(counts.Length, MaxShown); i++)
        {
            var name = i < data.ClassNames.Count ? data.ClassNames[i] : i.ToString(CultureInfo.InvariantCulture);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  class {Failure.OneLine(name)}: {counts[i]} rows"));
        }
    }

    private static void WriteTargets(TextWriter output, TargetTransform target)
    {
        for (var i = 0; i < target.Names.Count; i++)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  target {Failure.OneLine(target.Names[i])}: mean {target.Means[i]:G6}, standard deviation {target.Scales[i]:G6}"));
    }
}
