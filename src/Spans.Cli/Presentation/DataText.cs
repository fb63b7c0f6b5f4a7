using System.Globalization;
using Spans.Cli.Running;
using Spans.Data;

namespace Spans.Cli.Presentation;

/// <summary>A data set in lines: rows, columns, classes or the spread of the target.</summary>
internal static class DataText
{
    private const int MaxShown = 40;

    internal static void Write(TextWriter output, Problem problem)
    {
        output.WriteLine(Failure.OneLine(problem.Title));
        foreach (var warning in problem.Warnings) output.WriteLine($"warning: {Failure.OneLine(warning)}");
        var columns = problem.Preprocessing.Columns;
        for (var i = 0; i < Math.Min(columns.Count, MaxShown); i++) output.WriteLine($"  {Failure.OneLine(columns[i].ToString() ?? columns[i].Name)}");
        if (columns.Count > MaxShown) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  … and {columns.Count - MaxShown} more columns"));
        if (problem.Task == LearningTask.Classification) WriteClasses(output, problem);
        else WriteTargets(output, problem.Preprocessing.Target);
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
